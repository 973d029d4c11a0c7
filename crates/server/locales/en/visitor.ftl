# Pages for visitors that the server writes itself.
landing-title = Chat with { $name }
landing-host = This page and the chat run on { $host }.
landing-no-script = The chat needs JavaScript. You can also reach us this way:
landing-links = Legal
landing-imprint = Imprint
landing-privacy = Privacy
export-title = Your chat with { $name }
export-kept = This conversation will be erased on { $until } at the latest.
export-you = You
export-joined = { $name } has joined the conversation.
export-left = The conversation is waiting for an answer.
export-closed = The conversation was ended.
export-reopened = The conversation was reopened.
# Only in the banner of sites whose operator has switched it on.
refusals-counted = We count refusals per day, without an id.
# In receipts and exports: how a consent is taken back.
withdrawal-method = At any time, for the future: in the chat’s menu and, where the website has a banner, in its settings.
