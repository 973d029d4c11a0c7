# The chat panel. Loaded when the visitor has asked for the chat. Variables are filled in by the browser.

title = Chat with {$name}
history = Conversation
you = You
menu = Menu
minimise = Minimise chat
newest = New messages

# Header: always visible.
end = End chat
erase = Erase conversation
online = We are here
offline = Nobody is at their desk right now. Feel free to write already.

# The notice before the first message (Art. 13 GDPR), the short half.
notice = About your data
notice-short = You are writing with people: {$controller}. We use your messages only to answer your questions and erase them {$days} days after the last message.
notice-pseudonym = A made-up name is enough. Please do not write health data or other very personal details.
notice-object-title = Your right to object:
notice-object = Where we rely on a legitimate interest, you can object to the use of your data at any time on grounds relating to your particular situation (Art. 21 GDPR). A message here is enough.

# The long half.
notice-more = Everything about your data
notice-controller = Who is responsible
notice-officer = Data protection officer
notice-no-officer = None appointed. Please turn to those responsible.
notice-purpose = Purpose and legal basis
notice-purpose-text = Answering your enquiry: Art. 6(1)(b) GDPR when it is about a contract, otherwise (f).
notice-device = On your device
notice-device-consent = The key to the chat, your name, how far you have read, your setting, messages that have not arrived yet and your decision: with your consent, section 25(1) TDDDG. This website and the scripts that it embeds can read them. We keep proof of your decision under Art. 6(1)(c) and 7(1) GDPR.
notice-device-request = The key to the chat, your name, how far you have read, your setting and messages that have not arrived yet: strictly necessary for the chat that you started, section 25(2) no. 2 TDDDG. This website and the scripts that it embeds can read them.
notice-interest = Legitimate interest
notice-interest-text = Answering questions quickly and traceably.
notice-recipients = Who receives the data
notice-recipients-text = The people who answer for us in the chat, and whoever runs the server on our behalf.
notice-transfers = Countries outside the EU and EEA
notice-transfers-text = The chat itself passes nothing on to such countries. The privacy policy says where our server is.
notice-period = How long
notice-period-consent = Messages: until {$days} days after the last message. What lies on your device: until the chat ends; the key no longer works after {$hours} hours of silence. Your decision: valid for 180 days at most. Proof of consent: while it is valid and until claims expire after that.
notice-period-request = Messages: until {$days} days after the last message. What lies on your device: until the chat ends; the key no longer works after {$hours} hours of silence.
notice-rights = Your rights
notice-rights-text = Access, rectification, erasure, restriction of processing and portability. You can download and erase the conversation right here.
notice-withdrawal = Withdrawal
notice-withdrawal-text = You can withdraw your consent in the menu at any time. What happened until then stays lawful.
notice-complaint = Complaint
notice-complaint-text = With any data protection authority, for example where you live.
notice-voluntary = Voluntary
notice-voluntary-text = You need not tell us anything. Without your message we cannot answer here, but we can by e-mail or telephone.
notice-decisions = Automated decisions
notice-decisions-text = There are none, and no profiling either.

# Writing.
name = Name (optional)
message = Your message
write = Write a message …
send = Send

# Messages.
state-sending = sending
state-sent = sent
state-seen = read
state-refused = Not sent: too long or not readable.
state-rejected = Not sent: the server does not take this message.
state-forbidden = Not sent: the chat is not enabled on this website.
state-unconfirmed = Not confirmed: the chat was over before.
edit = Change
erased-message = This message has been erased.
joined = {$name} has joined the chat.
closed = {$name} has closed the chat. If you go on writing, it opens again.
closed-by-us = We have closed the chat. If you go on writing, it opens again.
ended-line = You have ended the chat.
reopened = The chat goes on.
typing = {$name} is typing …
somebody = Somebody
unread-one = 1 new message
unread-many = {$count} new messages

# The line.
line-down = No connection. We keep trying.
line-up = The connection is back.
line-forbidden = The chat is not enabled on this website. Other ways to reach us are in the menu.
line-refused = The server refuses the connection. Other ways to reach us are in the menu.
waiting-line = No connection. Your message will be sent as soon as the connection is back.
waiting-server = The server needs a moment. Your message will then be sent by itself.
told-later = The server cannot be reached right now. Please keep this page open until the connection is back.

# The key lapses when nobody writes.
idle = Nobody has written here for a while, so this chat ends at {$time}.
stays = The chat stays open.

# Ending, erasing, withdrawing.
end-question = End the chat? You cannot go on writing here then. The key to the chat is deleted from this device. We keep the conversation for another {$days} days, unless you erase it.
go-on = Go on chatting
erase-question = Erase the conversation? Everything in this chat is erased at once and for good, on this device and with us. This ends the chat.
erase-now = Erase for good
cancel = Cancel
erase-failed = Erasing did not work. Please try again.
nothing-to-erase = There is no conversation yet.
ended = The chat has ended. Its key has been deleted from this device.
withdrawn = Your consent is withdrawn. The chat has been deleted from this device.
expired = The key to this chat no longer works, for example after {$hours} hours of silence. It has been deleted from this device.
draft = What you have not sent yet waits in the new chat.
erased = The conversation has been erased, on this device and with us.
kept-until = We keep what you wrote until {$date} at the latest. As long as this page is open, you can erase it here or download it from the menu.
new-chat = New chat

# The choice no longer covers the chat.
outdated = Your consent has expired, or our notice has changed. Before we go on, please decide once more.
notice-changed = Our privacy notice has just changed. Please reload the page. Your chat is kept.
decide = Read the notice and decide

# The menu.
show-typing = Show when I am writing
show-typing-why = Only that you are writing, never what.
remember = I consent: remember this chat on this device for {$days} days
remember-why = You will then find it again after closing the tab. For this we store its key. You can switch this off at any time. Better not on a shared device.
remember-on = The chat is remembered on this device.
remember-off = The chat is no longer remembered on this device.
remember-failed = That did not work. The chat is not remembered.
data = My data
copies = My consents
withdraw = Withdraw consent
otherwise = You can also reach us here:
privacy = Privacy
imprint = Legal notice
