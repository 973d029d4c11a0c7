# The register of breaches (Art. 33, 34 GDPR).
incidents = Data breaches
incidents-help = Every personal data breach is recorded here, even one that needn't be reported to anybody (Art. 33(5) GDPR). The 72 hours run from the moment you notice it.
incidents-none = No breach is recorded.
incidents-none-help = Has a device been lost, has a message gone to the wrong person, or is an account in somebody else's hands? Record it at once; add later what you don't know yet.
incidents-csv = Register as CSV
incidents-json = Register as JSON with history
incident-new = Record a breach
incident-saved = Saved.
incident-settled = Nothing is open.
incident-unreadable = Can't be read: the key doesn't fit.
incident-state = What has to be done
incident-due = 72 hours after noticing:
incident-at-once = open
incident-left-short = { $hours } h left
incident-late-short = overdue
incident-overtaken = Somebody else has saved something in the meantime. Your text is still here; the history below shows what is new. If your version should count, save again.
incident-text-authority = Text of the notification
incident-text-persons = Text for those affected
incident-back = Back to the breach
incident-happened = What happened?
incident-happened-help = Times are in UTC: in Central Europe one hour earlier than the clock on the wall in winter, two in summer.
moments-here = Times are in this device's time zone:
incident-title = Short title
incident-title-help = Without names of those affected, for example “Laptop left on a train”.
incident-noticed-at = Noticed
incident-noticed-at-help = The 72 hours start here.
incident-from = Beginning
incident-to = End
incident-what = What happened?
incident-natures = Nature of the breach
incident-effects = Effects and measures
incident-consequences = Likely consequences
incident-consequences-help = What could happen to those affected because of it?
incident-measures = What was done, and what is planned?
incident-risk = Risk for those affected
incident-risk-help = The authority need not be told only if a risk is unlikely. If the risk is high, those affected must be told, too.
incident-risk-reason = Why?
incident-contact = Who answers questions?
incident-contact-help = Name of the data protection officer or another contact, and how to reach them.
incident-authority = Authority (Art. 33(1))
incident-authority-at = Notified on
incident-authority-whom = Which authority?
incident-authority-reference = Reference
incident-authority-reason = Reasons for notifying later than 72 hours
incident-authority-reason-help = Needed as soon as the 72 hours are over.
incident-persons = Those affected (Art. 34)
incident-persons-at = Told on
incident-persons-whom = How, and how many?
incident-persons-reason = Why were they not told?
incident-persons-reason-help = For example because the data were encrypted, or because only a public notice is possible (Art. 34(3)).
incident-controller = On behalf of others (Art. 33(2))
incident-controller-help = If the data belong to a customer of yours, tell them without delay; they notify the authority themselves.
incident-is-processor = The data are processed on somebody's behalf
incident-controller-at = Controller told on
incident-controller-whom = Whom, and how?
incident-scope = Choice of data
incident-counts = Counted data
incident-scope-from = From
incident-scope-to = Until (not included)
incident-scope-sites = Sites
incident-scope-data = Kinds of data
incident-concerned = Who is affected?
incident-concerned-help = What is there now is counted: conversations that were going on in this period, and consents given in it. There are about as many people as conversations with contact data.
incident-counted = Counted in the hour from
incident-uncounted = Not counted yet.
incident-count = Count now
incident-export-concerned = Contact data of those affected as CSV
incident-export-concerned-help = Only to tell them. The list is not stored; the log records that you downloaded it.
incident-history = History
incident-history-help = What was changed, when and by whom. None of it can be altered; the register as JSON holds every version.
duty-judge = The risk has not been assessed yet.
duty-authority = Tell the authority: { $hours ->
    [one] { $hours } hour
   *[other] { $hours } hours
} left.
duty-authority-minutes = Tell the authority: less than an hour left.
duty-authority-late = Tell the authority: overdue for { $hours ->
    [0] less than an hour
    [one] { $hours } hour
   *[other] { $hours } hours
}. Report it anyway, with the reasons for the delay.
duty-controller = Tell the controller without delay.
duty-persons = Tell those affected without delay, or write down why not.
risk-open = not assessed yet
risk-none = unlikely to be a risk
risk-risk = risk
risk-high = high risk
nature-confidentiality = Confidentiality: somebody may have learned what they shouldn't
nature-integrity = Integrity: something was changed
nature-availability = Availability: something is lost or can't be reached
data-messages = Messages
data-contact = Contact data
data-consents = Consents
data-accounts = Accounts of the team
counted-persons = at least { $count ->
    [one] { $count } person with contact data
   *[other] { $count } people with contact data
}
counted-conversations = { $count ->
    [one] { $count } conversation
   *[other] { $count } conversations
}
counted-messages = { $count ->
    [one] { $count } message
   *[other] { $count } messages
}
counted-consents = { $count ->
    [one] { $count } consent
   *[other] { $count } consents
}
counted-accounts = { $count ->
    [one] { $count } account of the team
   *[other] { $count } accounts of the team
}
missing-what = What happened
missing-nature = The nature of the breach
missing-counts = Which data, and how many
missing-contact = Who answers questions
missing-consequences = The likely consequences
missing-measures = The measures
missing-late-reason = The reasons for the delay
problem-moment = Please enter a day and a time.
problem-incident-title = Please enter a title of at most 120 characters.
problem-incident-noticed = That is in the future.
problem-incident-happened = The beginning has to be before the end, and not after noticing.
problem-incident-risk = Please explain why you assess the risk this way.
problem-incident-told = That has to be after noticing, and not in the future.
problem-incident-late = After more than 72 hours, Art. 33(1) GDPR requires reasons for the delay.
problem-incident-long = A text is too long: 4,000 characters at most.
notify-missing = Still missing:
notify-language = Language of the text
notify-check = Put together from what you recorded. Please check the text before you send it; many authorities have a form of their own.
notify-title-authority = Notification of a personal data breach (Art. 33 GDPR)
notify-intro-authority = We hereby notify you of a personal data breach. What isn't known yet will follow (Art. 33(4) GDPR).
notify-title-processor = Notification of the controller (Art. 33(2) GDPR)
notify-intro-processor = There has been a breach of personal data that we process on your behalf. Please check whether you have to notify your authority within 72 hours.
notify-title-persons = Your data: an important message
notify-intro-persons = We have had an incident that may also affect your data. Here we tell you what happened and what you can do.
notify-rights-persons = You can ask us for access to your data, and complain to a data protection authority.
notify-controller = Controller
notify-when = When
notify-nature = Nature of the breach
notify-data = Data affected, approximate number of people and of records
notify-contact = Contact
notify-consequences = Likely consequences
notify-measures = Measures taken and planned
notify-risk = Assessment of the risk
notify-late = Reasons for the delay
notify-noticed = Noticed on { $at }.
notify-span-unknown = When it happened isn't known yet.
notify-span-from = Began on { $from }; the end isn't known yet.
notify-span-to = Ended on { $to }; the beginning isn't known yet.
notify-span = From { $from } to { $to }.
notify-counted = Counted in the hour from { $hour }.
notify-persons-what = What happened?
notify-persons-data = Which data are affected?
notify-persons-consequences = What could it mean for you?
notify-persons-measures = What have we done, and what can you do?
notify-persons-contact = Who answers your questions?
may-incidents = Data breaches
may-incidents-help = The register of breaches. Whoever may change it records and counts; for contact data of those affected, the right to contact data is needed as well.
kind-incidents = Data breaches
kind-incidents-what = The register of breaches with its history. An entry stays as long as something in it is open. Three years, because you can be held to account for that long (Art. 5(2) GDPR, section 31 OWiG).
