# Retention: rules, what is ahead, the archive and the deletion log.
retention = Retention
retention-help = What this website keeps and for how long, what will be erased soon, and what has been erased. Erasing happens automatically, every ten minutes. Visitors are told the same periods.
retention-door-help = How long things are kept, what will be erased soon, and what has been erased.
to-retention = To retention
on-this-page = On this page
retention-rules = Rules
for-all-sites = for all websites
kind-messages = Messages
kind-messages-what = What visitors and team have written, notes too. After that the conversation is no longer in the inbox.
kind-contact = Contact data
kind-contact-what = Name, email address and phone number, if somebody chose to give them.
kind-facts = Facts about conversations
kind-facts-what = That there was a conversation: number, times, state and who answered, without its content.
kind-consent-proof = Proof of consent
kind-consent-proof-what = Which choice was made, when and on which text, without name and address, and the number of refusals, where you count them.
kind-audit = Log of the administration
kind-audit-what = Who on the team changed what.
since-last-message = Counted from the last message.
since-end-of-validity = Counted from the end of its validity.
since-entry = Counted from the entry.
rule-fixed = Until the end of the third year after that: claims can be made until then (sections 195 and 199 BGB). This can't be changed.
days-kept = Days to keep
days-help = Usual: { $days }.
reason-kept = Why so long?
reason-help = Needed from 91 days on: for ordinary questions there is no statutory period.
problem-days = Please enter a whole number from 1 to 3653.
problem-reason = More than 90 days need a reason. Please write it down.
problem-reason-long = Please keep the reason to 500 characters at most.
problem-facts = Facts about conversations have to be kept at least as long as messages and contact data.
within-days = Within { $days } days
count-conversations = { $count ->
    [0] no conversation
    [one] { $count } conversation
   *[other] { $count } conversations
}
count-events = { $count ->
    [one] { $count } entry in them
   *[other] { $count } entries in them
}
count-keys = { $count ->
    [one] { $count } key
   *[other] { $count } keys
}
count-backup-data = { $count ->
    [one] { $count } file with data
   *[other] { $count } files with data
}
count-backup-keys = { $count ->
    [one] { $count } file with keys
   *[other] { $count } files with keys
}
count-backup-parts = { $count ->
    [one] { $count } unfinished file
   *[other] { $count } unfinished files
}
count-choices = { $count ->
    [0] no choice
    [one] { $count } choice
   *[other] { $count } choices
}
count-entries = { $count ->
    [0] no entry
    [one] { $count } entry
   *[other] { $count } entries
}
for-example = for example
archive = Archive
archive-help = Individual conversations that must be kept longer by law, such as business letters. They are marked one by one in the inbox; nobody else sees them, and they are erased when their time is up.
archive-empty = There is nothing here.
archive-more = More
archive-unreadable = The reason can't be read: the key doesn't fit.
archive-release = Remove the mark
archive-release-help = Then the conversation is back in the inbox, and the rules of this website apply: if its time is already up, it is erased within ten minutes. Your reason goes into the log of the administration.
archive-release-reason = Why?
kept-to = until { $day }
deletion-log = Deletion log
deletion-log-help = Each run of a rule, without content. The checksum covers the erased numbers in their order: anyone who still has them can recompute it. Of backups it covers the names of the files.
deletion-log-empty = Nothing has been erased yet.
deletion-log-more = Older
from-before = from before
checksum = Checksum (SHA-256):
class-letters = Business letter, 6 years (section 257 HGB, section 147 AO)
class-vouchers = Accounting voucher, 8 years (section 257 HGB, section 147 AO)
class-books = Books and what belongs to them, 10 years (section 257 HGB, section 147 AO)
archive-mark = Keep by law
archive-title = Keep by law
archive-what = The conversation with { $name } goes into the locked archive. This is only for conversations that concern a transaction and must be kept by law.
archive-class = Under which rule?
archive-ground = Why does it apply?
archive-ground-help = A sentence, for example the number of the order.
archive-then = After that nobody sees it in the inbox any more. Only the administration can undo that, giving a reason.
archive-now = Put into the archive
archive-problem = Please choose the rule under which it is kept, and say why (500 characters at most).
kept-longer = Your name and contact data stay for { $contact } days; times and state of the conversation, without its content, for { $facts } days.
failure-kept-by-law = This conversation must be kept by law
failure-kept-by-law-advice = It is in the archive and will be erased when its time is up.
to-archive = To the archive
archive-open-help = Only someone with the right “Archive” can open one, each time for a reason, such as a tax audit. The log of changes shows who did so and why.
archive-open = Open
archive-one = Conversation in the archive
archive-marked-by = marked by the role { $role }
archive-ground-fact = Ground
archive-end = Kept
archive-marked = Marked by
archive-number = Number
archive-reason = What do you need this conversation for?
archive-reason-help = A sentence, for example “Tax audit 2025”. It appears with your name in the log of changes; please don't name anybody in it.
archive-reason-problem = Please say what for (500 characters at most).
archive-take-html = Download to read (HTML)
archive-take-json = Download for programs (JSON)
archive-opened = It has been noted that you opened it. Each download is noted, too, with the same reason.
archive-no-contact = Your role sees no contact data.
copy-visitor = Visitor
kind-reads = Log of reading
kind-reads-what = Who on the team has read which conversation, to the hour. For data protection only, and never a figure about individuals.
kind-backups = Backups
kind-backups-what = Sealed copies of all this, in the files made by “plausch backup”. What was erased is still in them until the last file with its key is gone; a restore does not bring it back.
since-writing = Counted from when the file was written.
rule-always = { $days } days: long enough to tell somebody who has read their conversation, and too short to trace anyone's work. This can't be changed.
rule-backups = Files with data { $data } days, files with keys { $keys } days; the next backup into the same folder removes what is older and leaves the newest keys. It is set in the configuration (backups.days, backups.key_days), not here. What it removed is in the deletion log below.
log-not-counted = Entries removed. They are not counted: the number would be a figure about the team.
gone-archived = It is now in the archive. Whoever manages the website can undo that, under “Retention”.
archive-released = The mark has been removed: the conversation is back in the inbox.
kind-sign-ins = Sign-ins of the team
kind-sign-ins-what = Who is signed in and since when; of the browser only a check value of its key. No address, no name of the browser.
since-sign-in = Counted from the sign-in.
rule-sign-ins = { $hours } hours at most, or until somebody signs out; what has run out is erased within ten minutes. This can't be changed.
