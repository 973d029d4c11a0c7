# A visitor's own page: what is kept of their conversation, and what they can do about it.
own-title = My data at { $name }
own-intro = Here you find your chat and what is stored about it. You can take it with you, correct it, object to its use and erase it. You need to give neither a reason nor your name.
own-parts = On this page
own-leave = Leave this page
own-leave-help = After 30 minutes without a click, after 4 hours at the latest, or when you close the tab, the page is closed. It puts nothing into your browser.

own-door = Come back with code and secret: both stand on the page “My data”, if you had them made there. If your chat is still running, open “My data” in its menu, without any code.
own-code = Code
own-code-help = 8 characters, for example K7QM-2XWD
own-secret = Secret
own-secret-help = 16 characters. Upper or lower case, with or without dashes.
own-open = Open
own-opens = Opening your data …
own-wrong = Nothing can be found with this code and this secret. Please check both once more. The chat may also have been erased already.
own-expired = This page was open for too long, or there is a new secret by now. Please open “My data” in the chat’s menu again, or use code and secret.
own-gone = This chat is no longer stored.
own-too-many = Too many attempts. Please wait a minute.
own-otherwise = Stuck? Write to us:

own-talk = Conversation
own-talk-help = As it was shown to you. What was removed can’t be read here either: in the conversation it was never kept. What you had kept as contact data stands below.
own-talk-gone = What was written is erased: its time has run out. All that is left stands below.

own-contact = Contact data
own-contact-help = All of it is voluntary. What you leave empty is erased. Put commas between several.
own-contact-name = Name
own-contact-mail = E-mail address
own-contact-phone = Phone number
own-contact-save = Save
own-contact-saved = Your contact data is saved. Whoever in the team has the conversation open sees it already.
own-contact-bad-mail = This is not an e-mail address. Please check it, or leave the field empty.
own-contact-bad-phone = This is not a phone number. Please check it, or leave the field empty.

own-facts = What is recorded
own-begun = Began
own-last = Last message
own-state = State
own-state-waiting = waiting for an answer
own-state-open = open
own-state-closed = ended
own-answered = Answered by
own-nobody = nobody yet
own-read = Opened by (last 14 days)
own-read-nobody = nobody on the team
own-read-help = Only roles are named. Who read when is not shown, to protect the team.
own-until = Will be erased
own-until-messages = What was written: on { $day } at the latest
own-until-contact = Contact data: on { $day } at the latest
own-until-facts = Everything else: on { $day } at the latest
own-until-consent = Proof of the consent: at the end of the third year after it ended
own-until-law = By law this conversation has to be kept until { $day }. Until then it is locked away; it cannot be erased.
own-recipients = Who receives the data
own-recipients-text = The people who answer in the chat for { $name }, and whoever runs the server on their behalf.

own-consent = Consent
own-consent-counts = You consented to the chat on { $time }.
own-consent-over = Your consent to the chat no longer counts: withdrawn, run out, or replaced by a new text.
own-consent-none = This chat needed no consent, or it is no longer connected with it.
own-consent-text = The text that was shown
own-consent-record = Number of the proof
own-consent-all = The chat shows all your consents with their proof in its menu, under “My consents”.
own-consent-withdraw = Withdraw the consent to the chat
own-consent-withdraw-help = After that nobody can go on writing in your browser. What happened until then stays lawful. You erase the conversation below.
own-consent-withdrawn = Your consent to the chat is withdrawn.

own-copy = Take it with you
own-copy-help = A file to read and print, or one for programs. Both also say what for, how long and on which basis your data are processed.
own-copy-html = Download for reading
own-copy-json = Download as JSON

own-back = Come back
own-back-help = With a code and a secret you can open this page in another browser too, without an account and without e-mail. Whoever has both can read and erase everything here.
own-back-has = Your code is { $code }. You made its secret on { $time }; we cannot show it again.
own-back-make = Make code and secret
own-back-again = Make a new secret
own-back-again-help = A new secret makes the old one invalid. Whoever has this page open elsewhere is out then.
own-back-made = Please write this down or print the page. We show the secret only now.
own-back-where = Page

own-object = Object
own-object-help = You can object to our using your data for legitimate interests (Art. 21 GDPR). Then this chat no longer counts in any statistics, is kept no longer than { $days } days after the last message, and the team sees your objection. Your question will still be answered.
own-object-now = Object
own-object-done = You objected on { $time }. This chat counts in no statistics and is kept no longer than { $days } days after the last message. Whether something must be kept by law is decided by a person, case by case.
own-object-back = Withdraw the objection
own-object-back-help = You can change your mind at any time. Then the chat counts again, and this website’s own periods apply.
own-object-back-done = Your objection has been withdrawn.

own-erase = Erase
own-erase-help = Everything in this chat, with contact data and this access. It cannot be undone.
own-erase-ask = Erase the chat …
own-erase-question = Erase this chat for good?
own-erase-what = What was written will be gone at once, with the team’s notes, your contact data, the times and this access. First download what you want to keep.
own-erase-now = Erase for good
own-erase-keep = Keep it

own-erased = The chat is erased
own-erased-gone = Gone are: what was written, your contact data, the times, the code, the secret, and the key with which all of it was encrypted.
own-erased-stays = What stays for now
own-erased-journal = That a conversation with this number was erased: without content or names, so that it doesn’t return from a backup either.
own-erased-backups = Backups: the conversation lies there encrypted only. Its key is gone from there after { $keys } days at most, the files themselves after { $days } days at most.
own-erased-consent = The proof of your consent: without a name, until the end of the third year after the consent ended. Art. 7(1) GDPR requires that. You can still withdraw it on the website.
own-erased-browser = In your browser: the key to the chat, until you open the website there the next time or close the tab.

own-rights = Your rights
own-rights-text = What the team has noted internally is not shown on this page. For that, for restriction of processing and for everything else, write to us. You can complain to any data protection authority, for example where you live.

# In the inbox.
own-agents-objected = The visitor objected on { $day } (Art. 21 GDPR): the conversation counts in no statistics and is kept no longer than the default. Keep it by law only if the law really requires it.
