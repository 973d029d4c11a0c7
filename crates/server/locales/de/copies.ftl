# Copies that visitors take along: "Meine Einwilligungen", on the screen and on paper. Variables are filled in by the browser.

title = Meine Einwilligungen
loading = Wird geholt …
failed = Der Server ist gerade nicht zu erreichen. Ihre Wahl bleibt, wie sie ist.
again = Noch einmal versuchen
nothing = Zu diesem Browser ist hier nichts aufzufinden. Eine Ablehnung hinterlässt keinen Eintrag, und wer alles widerruft, dessen Gerät vergisst die Nummer dazu.
intro = Was bei uns festgehalten ist, das Neueste zuerst. Stand: {$time}.

given = Erteilt
changed = Geändert
withdrawn = Widerrufen
services = Dienste
taken-back = Zurückgenommen
where = Wo
until = Gilt bis
was-until = Galt bis
proof = Nachweis
sealed = im Protokoll versiegelt, Platz {$position}
waits = wird in den nächsten Minuten im Protokoll versiegelt
text = Gezeigter Text vom {$time}

place-dialog = im Dialog des Chats
place-landing = auf der Seite, neben dem Text zum Chat
place-page = auf der Seite des Chats
place-menu = im Menü des Chats
place-banner = im Banner
place-settings = in den Einstellungen
place-placeholder = anstelle eines Inhalts
place-message = in einer Nachricht
place-own = auf der Seite „Meine Daten“
place-request = auf Ihre Anfrage hin, von der Website eingetragen
place-ask = auf eine Frage der Seite hin
place-adapter = in den Einstellungen dieser Website
place-unknown = nicht mitgeteilt

as-html = Zum Lesen und Drucken herunterladen
as-json = Als JSON herunterladen
file = einwilligungen
change-menu = Ändern und widerrufen können Sie hier im Menü: mit den Schaltern oder mit „Einwilligung widerrufen“.
change-settings = Ändern und widerrufen können Sie hier in den Einstellungen: mit den Schaltern oder mit „Alles widerrufen, auch den Chat“.
afterwards = Laden Sie herunter, was Sie behalten möchten: Wenn Sie alles widerrufen, vergisst Ihr Gerät die Nummer und kann es nicht mehr zeigen. Die Nummer:

# Only on paper.
site = Website
controller = Verantwortlich
contact = Kontakt
record = Nummer
made = Stand
utc = Zeit in UTC
number = Ereignis
version = Fassung des Textes
head = Kopf des Blocks im Protokoll
purpose = Zweck
aim = Wozu
data = Welche Daten
provider = Anbieter
recipients = Empfänger
kept = Gespeichert
days = {$days} Tage
privacy = Hinweise des Anbieters
later = Widerrufen können Sie jederzeit: auf der Website in den Einstellungen oder im Menü des Chats. Was bis dahin geschah, bleibt rechtmäßig. Zum Prüfen des Nachweises laden Sie auch die JSON-Datei herunter.

# The conversation: "My data".
own = Meine Daten
own-what = Auf Ihrer eigenen Seite sehen Sie, was von diesem Chat gespeichert ist: mitnehmen, berichtigen, widersprechen, löschen. Dort bekommen Sie auf Wunsch auch einen Code, mit dem Sie später wiederkommen.
own-open = Seite öffnen
own-html = Verlauf herunterladen, zum Lesen
own-json = Verlauf herunterladen, als JSON
own-failed = Der Server ist gerade nicht zu erreichen.
not-downloaded = Das Herunterladen hat nicht geklappt. Bitte versuchen Sie es noch einmal.
