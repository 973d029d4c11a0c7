# What has changed about a site's chat: for visitors who are told of it, and for operators before they change it.
changes-title = What has changed about the chat of { $name }
changes-help = Only what is different in substance. A sentence that was merely polished is not listed. A chat that began before keeps what you were told about keeping it.
changes-now = Everything that applies now
changes-none = Nothing has changed so far.
changes-before = before:
changes-after = now:
changes-controller = Controller
changes-mode = Beginning
changes-mode-consent = with your consent
changes-mode-on-request = when you start the chat
changes-lifetime = The key to the chat lies on your device
changes-lifetime-session = until you close the tab
changes-lifetime-memory = in memory only, until you leave the page
changes-idle = The key expires
changes-hours = after { $hours } hours of silence
changes-remember = Remembering the chat on this device
changes-remember-not = is not offered
changes-days = { $days } days, if you want it
changes-messages = Messages are kept
changes-contact = Contact data is kept
changes-facts = Everything else is kept
changes-days-after = until { $days } days after the last message
changes-not-kept = not at all: when the chat is over, it is gone

# In the thread, for team and visitors.
changes-told = The notice about the chat has changed. This was told here.
changes-told-kept = From now on new chats on this website are not kept any more. This chat began before and is kept as promised. This was told here.
changes-told-unkept = From now on new chats on this website are kept. This chat began before and is not kept, as promised. This was told here.

# Before it is saved.
changes-material = Visitors rely on this
changes-material-help = Nothing is saved yet. What you change is different in substance and will be told.
changes-material-open = Open chats that will be told: { $open }.
changes-material-anew = Whoever has consented is asked again; until then running chats wait.
changes-save = Save and tell
