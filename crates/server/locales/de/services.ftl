# What is told of each service, and what stands in its place on a page until it is allowed.

held = Hier steht etwas von { $service }. Wenn Sie es laden, erfährt der Anbieter, dass Sie hier sind.
once = Einmal laden
always = Immer von { $service } laden
elsewhere = Beim Anbieter ansehen
all-settings = Cookies und Dienste
copies = Meine Einwilligungen

ask-title = { $service } erlauben?
ask-why = Das geht nur mit Ihrer Einwilligung. Sie ist freiwillig, gilt 180 Tage und lässt sich jederzeit widerrufen: im Chat-Knopf unter „Cookies und Dienste“.
ask-allow = Erlauben
ask-later = Jetzt nicht
ask-details = Angaben

provider = Anbieter
aim = Wozu
data = Welche Daten
recipients = Empfänger
country = Ort der Verarbeitung
transfer = Grundlage der Übermittlung
keys = Auf Ihrem Gerät
no-keys = nichts
basis = Rechtsgrundlage
basis-consent = Ihre Einwilligung (§ 25 Abs. 1 TDDDG, Art. 6 Abs. 1 Buchst. a DSGVO)
notice = Hinweise des Anbieters
transfer-adequacy = Angemessenheitsbeschluss (Art. 45 DSGVO)
transfer-data-privacy-framework = Data Privacy Framework (Art. 45 DSGVO)
transfer-standard-clauses = Standardvertragsklauseln (Art. 46 DSGVO)
transfer-corporate-rules = Verbindliche interne Vorschriften (Art. 47 DSGVO)
place-cookie = Cookie
place-local-storage = lokaler Speicher
place-session-storage = Speicher des Tabs
place-indexed-db = Datenbank im Browser

# A link of a message, and what stands below it until it is allowed.
embed-learns = Beim Laden erfährt { $provider } Ihre IP-Adresse und dass Sie auf dieser Website sind. Ort der Verarbeitung: { $country }.
embed-keeps = Dabei wird etwas auf Ihrem Gerät gespeichert.
embed-back = Das ist freiwillig. „Immer“ gilt, bis Sie es zurücknehmen: hier oder in den Einstellungen, höchstens 180 Tage.
embed-details = Angaben zum Anbieter
embed-hide = Ausblenden
embed-stop = Nicht mehr laden
embed-kept-out = Diese Website lässt nicht zu, dass { $service } hier erscheint. Der Link darüber führt hin.
