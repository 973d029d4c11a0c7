# What the chat asks before contact data goes out, and says of what was masked. Variables are filled in by the browser.

question = Your message holds {$what}. Keep it as contact data? Then the people who answer here see it, and it is erased with the chat. It does not stand in the message itself.
waits = not sent yet
keep = Keep as contact data
mask = Send without these details
cancel = Back to the message
told = Removed for your protection before anybody saw it: {$what}.
kept = Kept as contact data: {$what}. It does not stand in the message.
and = and
mail = an email address
phone = a phone number
iban = an IBAN
card = a card number
ip = an IP address
tax-id = a tax ID
pension = a pension insurance number
ahv = an AHV number
svnr = a social insurance number
document = the number of an identity document
link = an access key in a link
