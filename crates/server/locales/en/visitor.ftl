# Pages for visitors that the server writes itself.
landing-title = Chat with { $name }
landing-host = This page and the chat run on { $host }.
landing-no-script = The chat needs JavaScript. You can also reach us this way:
landing-links = Legal
landing-imprint = Imprint
landing-privacy = Privacy
landing-notice = Consent, word for word
export-title = Your chat with { $name }
export-you = You
export-joined = { $name } has joined the conversation.
export-left = The conversation is waiting for an answer.
export-closed = The conversation was ended.
export-reopened = The conversation was reopened.
# Only in the banner of sites whose operator has switched it on.
refusals-counted = We count refusals per day, without an id.
# In receipts and exports: how a consent is taken back.
withdrawal-method = At any time, for the future: in the chat’s menu and, where the website has a banner, in its settings.

# A kept notice version as a page to read: what was asked, word for word.
told-title = What { $name } asked
told-help = This is the text that was kept, word for word as it was shown. Nothing in it comes from today’s settings. You can’t decide anything here.
told-title-now = Consent at { $name }
told-help-now = This holds now: what is asked, word for word as shown, and what runs without consent. There is nothing to decide here; you can do that on the website.
told-exempt = Without consent
told-banner = In the banner
told-settings = In the banner’s settings
told-chat = Before the chat
told-menu = In the chat’s menu
told-who = Who asked
told-controller = Controller
told-officer = Data protection officer
told-mail = Email
told-phone = Phone
told-version = Version (the beginning of the text’s SHA-256 hash):

# What needs no consent; kept as a part of the notice version.
exempt-title = What this website uses without consent
exempt-why = Nobody is asked about it, because by law it needs no consent. Here is why.
exempt-reason = Why it is necessary
exempt-basis-25-2-1 = Only to carry a message (section 25(2) no. 1 TDDDG)
exempt-basis-25-2-2 = Strictly necessary for what you expressly asked for (section 25(2) no. 2 TDDDG)

# In the chat's place for writing, once a person has asked for restriction (Art. 18 GDPR).
restricted-for-you = Restricted at your request: you can read everything here, but not write, and nobody else reads it but data protection. You can still download and erase it.
