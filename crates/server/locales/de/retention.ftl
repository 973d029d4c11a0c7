# Aufbewahrung: Regeln, Vorschau, Archiv und Löschprotokoll.
retention = Aufbewahrung
retention-help = Hier steht, was diese Website wie lange aufbewahrt, was demnächst gelöscht wird und was gelöscht wurde. Gelöscht wird von selbst, alle zehn Minuten. Besuchern nennen wir dieselben Tage.
retention-door-help = Wie lange was aufbewahrt wird, was demnächst gelöscht wird und was gelöscht wurde.
to-retention = Zur Aufbewahrung
on-this-page = Auf dieser Seite
retention-rules = Regeln
for-all-sites = für alle Websites
kind-messages = Nachrichten
kind-messages-what = Was Besucher und Team geschrieben haben, auch Notizen. Danach steht die Unterhaltung nicht mehr im Posteingang.
kind-contact = Kontaktdaten
kind-contact-what = Name, E-Mail-Adresse und Telefonnummer, wenn jemand sie freiwillig angegeben hat.
kind-facts = Daten über Unterhaltungen
kind-facts-what = Dass es eine Unterhaltung gab: Nummer, Zeiten, Zustand und wer geantwortet hat, ohne Inhalt.
kind-consent-proof = Nachweise von Einwilligungen
kind-consent-proof-what = Welche Entscheidung wann zu welchem Text getroffen wurde, ohne Namen und Adresse, und die Zahl der Ablehnungen, wo Sie sie zählen.
kind-audit = Protokoll der Verwaltung
kind-audit-what = Wer im Team was geändert hat.
since-last-message = Gezählt wird ab der letzten Nachricht.
since-end-of-validity = Gezählt wird ab dem Ende der Gültigkeit.
since-entry = Gezählt wird ab dem Eintrag.
rule-fixed = Bis zum Ende des dritten Jahres danach: So lange können Ansprüche geltend gemacht werden (§§ 195, 199 BGB). Das lässt sich nicht ändern.
days-kept = Tage aufbewahren
days-help = Üblich sind { $days }.
reason-kept = Warum so lange?
reason-help = Nötig ab 91 Tagen: Für gewöhnliche Anfragen gibt es keine gesetzliche Frist.
problem-days = Bitte geben Sie eine ganze Zahl von 1 bis 3653 an.
problem-reason = Mehr als 90 Tage gehen nur mit einem Grund. Bitte schreiben Sie ihn auf.
problem-reason-long = Bitte fassen Sie den Grund in höchstens 500 Zeichen.
problem-facts = Die Daten über Unterhaltungen müssen mindestens so lange bleiben wie Nachrichten und Kontaktdaten.
within-days = Binnen { $days } Tagen
count-conversations = { $count ->
    [0] keine Unterhaltung
    [one] { $count } Unterhaltung
   *[other] { $count } Unterhaltungen
}
count-events = { $count ->
    [one] { $count } Eintrag darin
   *[other] { $count } Einträge darin
}
count-keys = { $count ->
    [one] { $count } Schlüssel
   *[other] { $count } Schlüssel
}
count-backup-data = { $count ->
    [one] { $count } Datei mit Daten
   *[other] { $count } Dateien mit Daten
}
count-backup-keys = { $count ->
    [one] { $count } Datei mit Schlüsseln
   *[other] { $count } Dateien mit Schlüsseln
}
count-backup-parts = { $count ->
    [one] { $count } unfertige Datei
   *[other] { $count } unfertige Dateien
}
count-choices = { $count ->
    [0] keine Entscheidung
    [one] { $count } Entscheidung
   *[other] { $count } Entscheidungen
}
count-entries = { $count ->
    [0] kein Eintrag
    [one] { $count } Eintrag
   *[other] { $count } Einträge
}
for-example = zum Beispiel
archive = Archiv
archive-help = Einzelne Unterhaltungen, die nach dem Gesetz länger bleiben müssen, etwa als Handelsbrief. Markiert werden sie im Posteingang, eine nach der anderen; niemand sonst sieht sie, und am Ende ihrer Frist werden sie gelöscht.
archive-empty = Hier liegt nichts.
archive-more = Weitere
archive-unreadable = Der Grund lässt sich nicht lesen: Der Schlüssel passt nicht.
archive-release = Markierung aufheben
archive-release-help = Dann liegt die Unterhaltung wieder im Posteingang, und die Regeln dieser Website gelten: Ist ihre Zeit schon um, wird sie binnen zehn Minuten gelöscht. Ihr Grund steht im Protokoll der Verwaltung.
archive-release-reason = Warum?
kept-to = bis zum { $day }
deletion-log = Löschprotokoll
deletion-log-help = Jeder Lauf einer Regel, ohne Inhalte. Die Prüfsumme geht über die gelöschten Nummern in ihrer Reihenfolge: Wer sie noch hat, kann sie nachrechnen. Bei Sicherungen geht sie über die Namen der Dateien.
deletion-log-empty = Noch wurde nichts gelöscht.
deletion-log-more = Ältere
from-before = was älter war als
checksum = Prüfsumme (SHA-256):
class-letters = Handels- oder Geschäftsbrief, 6 Jahre (§ 257 HGB, § 147 AO)
class-vouchers = Buchungsbeleg, 8 Jahre (§ 257 HGB, § 147 AO)
class-books = Bücher und was dazugehört, 10 Jahre (§ 257 HGB, § 147 AO)
archive-mark = Gesetzlich aufbewahren
archive-title = Gesetzlich aufbewahren
archive-what = Die Unterhaltung mit { $name } kommt ins verschlossene Archiv. Das ist nur für Unterhaltungen, die ein Geschäft betreffen und nach dem Gesetz aufzubewahren sind.
archive-class = Nach welcher Vorschrift?
archive-ground = Warum gehört sie dazu?
archive-ground-help = Ein Satz, zum Beispiel die Nummer des Auftrags.
archive-then = Danach sieht sie im Posteingang niemand mehr. Aufheben kann das nur die Verwaltung, mit einem Grund.
archive-now = Ins Archiv legen
archive-problem = Bitte wählen Sie aus, nach welcher Vorschrift sie aufbewahrt wird, und schreiben Sie dazu, warum (höchstens 500 Zeichen).
kept-longer = Ihr Name und Ihre Kontaktdaten bleiben { $contact } Tage; Zeiten und Zustand der Unterhaltung, ohne Inhalt, { $facts } Tage.
failure-kept-by-law = Das Gesetz verlangt, dass diese Unterhaltung bleibt
failure-kept-by-law-advice = Sie liegt im Archiv und wird am Ende ihrer Frist gelöscht.
to-archive = Zum Archiv
archive-open-help = Öffnen kann sie nur, wer das Recht „Archiv“ hat, jedes Mal mit einem Grund, etwa für eine Betriebsprüfung. Wer das war und warum, steht im Protokoll der Änderungen.
archive-open = Öffnen
archive-one = Unterhaltung aus dem Archiv
archive-marked-by = markiert von der Rolle { $role }
archive-ground-fact = Grund
archive-end = Aufbewahrt
archive-marked = Markiert von
archive-number = Nummer
archive-reason = Wozu brauchen Sie diese Unterhaltung?
archive-reason-help = Ein Satz, zum Beispiel „Betriebsprüfung 2025“. Er steht mit Ihrem Namen im Protokoll der Änderungen; nennen Sie darin niemanden.
archive-reason-problem = Bitte schreiben Sie auf, wozu (höchstens 500 Zeichen).
archive-take-html = Herunterladen zum Lesen (HTML)
archive-take-json = Herunterladen für Programme (JSON)
archive-opened = Dass Sie sie geöffnet haben, ist notiert. Auch jedes Herunterladen wird notiert, mit demselben Grund.
archive-no-contact = Ihre Rolle sieht keine Kontaktdaten.
copy-visitor = Besucher
kind-reads = Protokoll der Einsicht
kind-reads-what = Wer im Team welche Unterhaltung gelesen hat, auf die Stunde. Nur für den Datenschutz, und nie eine Zahl über Einzelne.
kind-backups = Sicherungen
kind-backups-what = Kopien von all dem, versiegelt, in den Dateien von „plausch backup“. Was gelöscht wurde, steht darin noch, bis auch die letzte Datei mit seinem Schlüssel weg ist; eine Wiederherstellung bringt es nicht zurück.
since-writing = Gezählt wird ab dem Schreiben der Datei.
rule-always = { $days } Tage: lange genug, um jemandem zu sagen, wer seine Unterhaltung gelesen hat, und zu kurz, um die Arbeit Einzelner nachzuzeichnen. Das lässt sich nicht ändern.
rule-backups = Dateien mit Daten { $data } Tage, Dateien mit Schlüsseln { $keys } Tage; die jeweils nächste Sicherung in denselben Ordner entfernt, was älter ist, und lässt die neuesten Schlüssel liegen. Eingestellt wird das in der Konfiguration (backups.days, backups.key_days), nicht hier. Was entfernt wurde, steht unten im Löschprotokoll.
log-not-counted = Einträge entfernt. Wie viele, wird nicht gezählt: Das wäre eine Zahl über das Team.
gone-archived = Sie liegt jetzt im Archiv. Aufheben kann das die Verwaltung der Website, unter „Aufbewahrung“.
archive-released = Die Markierung ist aufgehoben: Die Unterhaltung liegt wieder im Posteingang.
kind-sign-ins = Anmeldungen des Teams
kind-sign-ins-what = Wer seit wann angemeldet ist; vom Browser nur ein Prüfwert seines Schlüssels. Keine Adresse, kein Name des Browsers.
since-sign-in = Gezählt wird ab der Anmeldung.
rule-sign-ins = Höchstens { $hours } Stunden, oder bis zum Abmelden; was abgelaufen ist, wird binnen zehn Minuten gelöscht. Das lässt sich nicht ändern.
