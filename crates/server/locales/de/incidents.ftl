# Das Verzeichnis der Datenpannen (Art. 33, 34 DSGVO).
incidents = Datenpannen
incidents-help = Jede Verletzung des Schutzes personenbezogener Daten wird hier festgehalten, auch eine, die niemandem gemeldet werden muss (Art. 33 Abs. 5 DSGVO). Die 72 Stunden laufen ab dem Bemerken.
incidents-none = Es ist keine Datenpanne verzeichnet.
incidents-none-help = Ist ein Gerät verloren, eine Nachricht beim Falschen oder ein Zugang in fremden Händen? Schreiben Sie es gleich auf; was Sie noch nicht wissen, tragen Sie später nach.
incidents-csv = Verzeichnis als CSV
incidents-json = Verzeichnis als JSON mit Verlauf
incident-new = Datenpanne festhalten
incident-saved = Gespeichert.
incident-settled = Nichts offen.
incident-unreadable = Nicht lesbar: Der Schlüssel passt nicht.
incident-state = Was zu tun ist
incident-due = 72 Stunden nach dem Bemerken:
incident-at-once = offen
incident-left-short = noch { $hours } Std.
incident-late-short = überfällig
incident-overtaken = Jemand anderes hat inzwischen etwas gespeichert. Ihr Text steht noch hier; der Verlauf unten zeigt, was neu ist. Soll Ihr Stand gelten, speichern Sie noch einmal.
incident-text-authority = Text der Meldung
incident-text-persons = Text für Betroffene
incident-back = Zurück zur Datenpanne
incident-happened = Was ist geschehen?
incident-happened-help = Zeiten stehen in UTC: in Mitteleuropa im Winter eine Stunde, im Sommer zwei Stunden früher als die Uhr an der Wand.
moments-here = Zeiten stehen in der Zeitzone dieses Geräts:
incident-title = Kurze Bezeichnung
incident-title-help = Ohne Namen von Betroffenen, zum Beispiel „Laptop im Zug vergessen“.
incident-noticed-at = Bemerkt
incident-noticed-at-help = Von hier an laufen die 72 Stunden.
incident-from = Beginn
incident-to = Ende
incident-what = Was ist geschehen?
incident-natures = Art der Verletzung
incident-effects = Folgen und Maßnahmen
incident-consequences = Wahrscheinliche Folgen
incident-consequences-help = Was kann den betroffenen Personen dadurch geschehen?
incident-measures = Was wurde getan, was ist geplant?
incident-risk = Risiko für die Betroffenen
incident-risk-help = Die Aufsichtsbehörde muss nur dann nicht unterrichtet werden, wenn voraussichtlich kein Risiko besteht. Bei hohem Risiko auch die Betroffenen.
incident-risk-reason = Warum?
incident-contact = Wer beantwortet Fragen?
incident-contact-help = Name und Erreichbarkeit der oder des Datenschutzbeauftragten oder einer anderen Anlaufstelle.
incident-authority = Aufsichtsbehörde (Art. 33 Abs. 1)
incident-authority-at = Gemeldet am
incident-authority-whom = An welche Behörde?
incident-authority-reference = Aktenzeichen
incident-authority-reason = Gründe für eine Meldung nach mehr als 72 Stunden
incident-authority-reason-help = Nötig, sobald die 72 Stunden um sind.
incident-persons = Betroffene (Art. 34)
incident-persons-at = Benachrichtigt am
incident-persons-whom = Wie, und wie viele?
incident-persons-reason = Warum nicht benachrichtigt?
incident-persons-reason-help = Etwa weil die Daten verschlüsselt waren oder es nur öffentlich ginge (Art. 34 Abs. 3).
incident-controller = Im Auftrag anderer (Art. 33 Abs. 2)
incident-controller-help = Gehören die Daten einem Auftraggeber, wird er unverzüglich unterrichtet; er meldet selbst.
incident-is-processor = Die Daten werden im Auftrag verarbeitet
incident-controller-at = Auftraggeber unterrichtet am
incident-controller-whom = Wen, und wie?
incident-scope = Auswahl der Daten
incident-counts = Gezählte Daten
incident-scope-from = Von
incident-scope-to = Bis vor
incident-scope-sites = Websites
incident-scope-data = Arten von Daten
incident-concerned = Wen betrifft es?
incident-concerned-help = Gezählt wird, was jetzt da ist: Unterhaltungen, die in dieser Zeit liefen, und Einwilligungen aus dieser Zeit. Personen sind ungefähr so viele, wie Unterhaltungen Kontaktdaten haben.
incident-counted = Gezählt in der Stunde ab
incident-uncounted = Noch nicht gezählt.
incident-count = Jetzt zählen
incident-export-concerned = Kontaktdaten der Betroffenen als CSV
incident-export-concerned-help = Nur um sie zu benachrichtigen. Die Liste wird nicht gespeichert; dass Sie sie abgerufen haben, steht im Protokoll.
incident-history = Verlauf
incident-history-help = Was wann von wem geändert wurde. Nichts davon lässt sich ändern; das Verzeichnis als JSON enthält jeden Stand.
duty-judge = Das Risiko ist noch nicht beurteilt.
duty-authority = Aufsichtsbehörde unterrichten: noch { $hours ->
    [one] { $hours } Stunde
   *[other] { $hours } Stunden
}.
duty-authority-minutes = Aufsichtsbehörde unterrichten: weniger als eine Stunde.
duty-authority-late = Aufsichtsbehörde unterrichten: überfällig seit { $hours ->
    [0] weniger als einer Stunde
    [one] { $hours } Stunde
   *[other] { $hours } Stunden
}. Melden Sie trotzdem, mit den Gründen für die Verzögerung.
duty-controller = Auftraggeber unverzüglich unterrichten.
duty-persons = Betroffene unverzüglich benachrichtigen, oder aufschreiben, warum nicht.
risk-open = noch nicht beurteilt
risk-none = voraussichtlich kein Risiko
risk-risk = Risiko
risk-high = hohes Risiko
nature-confidentiality = Vertraulichkeit: Unbefugte konnten etwas erfahren
nature-integrity = Integrität: etwas wurde verändert
nature-availability = Verfügbarkeit: etwas ist verloren oder nicht erreichbar
data-messages = Nachrichten
data-contact = Kontaktdaten
data-consents = Einwilligungen
data-accounts = Konten des Teams
counted-persons = mindestens { $count ->
    [one] { $count } Person mit Kontaktdaten
   *[other] { $count } Personen mit Kontaktdaten
}
counted-conversations = { $count ->
    [one] { $count } Unterhaltung
   *[other] { $count } Unterhaltungen
}
counted-messages = { $count ->
    [one] { $count } Nachricht
   *[other] { $count } Nachrichten
}
counted-consents = { $count ->
    [one] { $count } Einwilligung
   *[other] { $count } Einwilligungen
}
counted-accounts = { $count ->
    [one] { $count } Konto des Teams
   *[other] { $count } Konten des Teams
}
missing-what = Was geschehen ist
missing-nature = Die Art der Verletzung
missing-counts = Welche Daten es sind und wie viele
missing-contact = Wer Fragen beantwortet
missing-consequences = Die wahrscheinlichen Folgen
missing-measures = Die Maßnahmen
missing-late-reason = Die Gründe für die Verzögerung
problem-moment = Bitte geben Sie Tag und Uhrzeit an.
problem-incident-title = Bitte geben Sie eine Bezeichnung mit höchstens 120 Zeichen an.
problem-incident-noticed = Das liegt in der Zukunft.
problem-incident-happened = Der Beginn muss vor dem Ende liegen und nicht nach dem Bemerken.
problem-incident-risk = Bitte schreiben Sie auf, warum Sie das Risiko so beurteilen.
problem-incident-told = Das muss nach dem Bemerken liegen und nicht in der Zukunft.
problem-incident-late = Nach mehr als 72 Stunden verlangt Art. 33 Abs. 1 DSGVO Gründe für die Verzögerung.
problem-incident-long = Ein Text ist zu lang: höchstens 4000 Zeichen.
notify-missing = Es fehlt noch:
notify-language = Sprache des Textes
notify-check = Aus Ihren Angaben zusammengestellt. Bitte prüfen Sie den Text, bevor Sie ihn absenden; viele Behörden haben dafür ein eigenes Formular.
notify-title-authority = Meldung einer Verletzung des Schutzes personenbezogener Daten (Art. 33 DSGVO)
notify-intro-authority = Hiermit melden wir eine Verletzung des Schutzes personenbezogener Daten. Was noch nicht feststeht, reichen wir nach (Art. 33 Abs. 4 DSGVO).
notify-title-processor = Unterrichtung des Verantwortlichen (Art. 33 Abs. 2 DSGVO)
notify-intro-processor = Bei Daten, die wir in Ihrem Auftrag verarbeiten, ist es zu einer Verletzung des Schutzes personenbezogener Daten gekommen. Bitte prüfen Sie, ob Sie Ihre Aufsichtsbehörde binnen 72 Stunden unterrichten müssen.
notify-title-persons = Ihre Daten: eine wichtige Nachricht
notify-intro-persons = Bei uns ist es zu einem Vorfall gekommen, der auch Ihre Daten betreffen kann. Wir sagen Ihnen hier, was geschehen ist und was Sie tun können.
notify-rights-persons = Sie können von uns Auskunft verlangen und sich bei einer Datenschutz-Aufsichtsbehörde beschweren.
notify-controller = Verantwortlicher
notify-when = Zeitpunkt
notify-nature = Art der Verletzung
notify-data = Betroffene Daten, ungefähre Zahl der Personen und der Datensätze
notify-contact = Anlaufstelle
notify-consequences = Wahrscheinliche Folgen
notify-measures = Ergriffene und geplante Maßnahmen
notify-risk = Beurteilung des Risikos
notify-late = Gründe für die Verzögerung
notify-noticed = Bemerkt am { $at }.
notify-span-unknown = Wann es geschah, ist noch nicht bekannt.
notify-span-from = Begonnen am { $from }; das Ende ist noch nicht bekannt.
notify-span-to = Beendet am { $to }; der Beginn ist noch nicht bekannt.
notify-span = Vom { $from } bis zum { $to }.
notify-counted = Gezählt in der Stunde ab { $hour }.
notify-persons-what = Was ist geschehen?
notify-persons-data = Welche Daten sind betroffen?
notify-persons-consequences = Was kann das für Sie bedeuten?
notify-persons-measures = Was haben wir getan, und was können Sie tun?
notify-persons-contact = Wer beantwortet Ihre Fragen?
may-incidents = Datenpannen
may-incidents-help = Das Verzeichnis der Datenpannen. Wer es ändern darf, hält fest und zählt; Kontaktdaten der Betroffenen gibt es nur mit dem Recht dazu.
kind-incidents = Datenpannen
kind-incidents-what = Das Verzeichnis der Datenpannen mit seinem Verlauf. Solange etwas offen ist, bleibt ein Eintrag stehen. Drei Jahre, weil so lange Rechenschaft verlangt werden kann (Art. 5 Abs. 2 DSGVO, § 31 OWiG).
