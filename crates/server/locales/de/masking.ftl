# What the chat asks before contact data goes out, and says of what was masked. Variables are filled in by the browser.

question = In Ihrer Nachricht steht: {$what}. Als Kontaktdaten aufbewahren? Dann sehen die Menschen, die hier antworten, diese Angaben; sie werden mit dem Chat gelöscht. In der Nachricht selbst stehen sie nicht.
waits = noch nicht gesendet
keep = Als Kontaktdaten aufbewahren
mask = Ohne diese Angaben senden
cancel = Zurück zur Nachricht
told = Zu Ihrem Schutz entfernt, bevor es jemand gesehen hat: {$what}.
kept = Als Kontaktdaten aufbewahrt: {$what}. In der Nachricht steht es nicht.
and = und
mail = eine E-Mail-Adresse
phone = eine Telefonnummer
iban = eine IBAN
card = eine Kartennummer
ip = eine IP-Adresse
tax-id = eine Steuer-ID
pension = eine Rentenversicherungsnummer
ahv = eine AHV-Nummer
svnr = eine Sozialversicherungsnummer
document = eine Ausweisnummer
link = ein Zugang in einem Link
