# Masking: on the site's form, in the inbox and in what visitors take along.

site-privacy-mode = Personal details in messages
privacy-mask = Remove them before anything is stored (recommended)
privacy-mask-help = Account numbers, cards, official numbers and the like are removed from messages, answers, notes and names before anything is stored or shown. When an email address or phone number stands in a message, the chat asks before sending whether to keep it as contact data. Your own contact data from this page, and the details listed below, stay.
privacy-off = Store everything as it was written
privacy-off-help = Only if you really need such details in the chat: they then appear in conversations, downloads and backups.
privacy-kinds = What is removed
privacy-kinds-help = Order numbers, prices, dates and postcodes always stay. Where everything is stored as it was written, this list has no effect.
site-own-details = Your own details that stay
site-own-details-help = What your team may tell customers while such details are removed: your bank account (IBAN), further phone numbers or email addresses, each on a line of its own, at most 10. They belong to your business, not to individual people.
problem-own-details = Please list at most 10 lines of at most 60 characters, each with an IBAN, a phone number or an email address.
kind-mail = Email addresses
kind-phone = Phone numbers
kind-iban = Account numbers (IBAN)
kind-card = Card numbers
kind-ip = IP addresses
kind-tax-id = German tax IDs
kind-pension = German pension insurance numbers
kind-ahv = AHV numbers (Switzerland)
kind-svnr = Social insurance numbers (Austria)
kind-document = Numbers of identity documents
kind-link = Passwords and keys in links

masked-before = Something was removed from this message before it was stored: { $kinds }.
contact-data = Contact data:
contact-mail = Email
contact-phone = Phone
