# Copies that visitors take along: "My consents", on the screen and on paper. Variables are filled in by the browser.

title = My consents
loading = Fetching …
failed = The server can’t be reached right now. Your choice stays as it is.
again = Try again
nothing = Nothing can be found here for this browser. A refusal leaves no record, and when everything is withdrawn, the device forgets the number that leads to it.
intro = What we have recorded, newest first. As of {$time}.

given = Given
changed = Changed
withdrawn = Withdrawn
services = Services
taken-back = Taken back
where = Where
until = Valid until
was-until = Was valid until
proof = Proof
sealed = sealed in the log, position {$position}
waits = will be sealed in the log within minutes
text = Text that was shown, {$time}

place-dialog = in the chat’s dialog
place-landing = on the page, beside the text about the chat
place-page = on the chat’s own page
place-menu = in the chat’s menu
place-banner = in the banner
place-settings = in the settings
place-placeholder = in the place of content
place-message = in a message
place-own = on the page “My data”
place-request = at your request, entered by the website
place-ask = when a page asked
place-adapter = in this website’s own settings
place-unknown = not told

as-html = Download to read and print
as-json = Download as JSON
file = consents
change-menu = You can change and withdraw here in the menu: with the switches, or with “Withdraw consent”.
change-settings = You can change and withdraw here in the settings: with the switches, or with “Withdraw everything, the chat too”.
afterwards = Download what you want to keep: when you withdraw everything, your device forgets the number and can’t show it any more. The number:

# Only on paper.
site = Website
controller = Controller
contact = Contact
record = Number
made = As of
utc = Time in UTC
number = Event
version = Version of the text
head = Head of the block in the log
purpose = Purpose
aim = What for
data = Which data
provider = Provider
recipients = Recipients
kept = Kept
days = {$days} days
privacy = The provider’s notice
later = You can withdraw at any time: on the website in the settings, or in the chat’s menu. What happened until then stays lawful. To check the proof, download the JSON file, too.

# The conversation: "My data".
own = My data
own-what = On your own page you see what is kept of this chat: take it along, correct it, object, erase it. There you also get a code, if you want, with which you can come back later.
own-open = Open the page
own-html = Download the conversation, to read
own-json = Download the conversation, as JSON
own-failed = The server cannot be reached right now.
not-downloaded = The download did not work. Please try again.
