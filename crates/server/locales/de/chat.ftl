# The chat panel. Loaded when the visitor has asked for the chat. Variables are filled in by the browser.

title = Chat mit {$name}
history = Verlauf
you = Sie
menu = Menü
minimise = Chat verkleinern
newest = Neue Nachrichten

# Header: always visible.
end = Chat beenden
erase = Verlauf löschen
online = Wir sind da
offline = Gerade ist niemand da. Schreiben Sie ruhig schon.

# The notice before the first message (Art. 13 GDPR), the short half.
notice = Hinweis zum Datenschutz
notice-short = Sie schreiben mit Menschen: {$controller}. Wir nutzen Ihre Nachrichten nur, um Ihre Fragen zu beantworten, und löschen sie {$days} Tage nach der letzten Nachricht.
notice-pseudonym = Ein Pseudonym genügt. Bitte schreiben Sie keine Gesundheitsdaten oder andere sehr persönliche Angaben.
notice-object-title = Ihr Widerspruchsrecht:
notice-object = Soweit wir uns auf ein berechtigtes Interesse stützen, können Sie der Nutzung Ihrer Daten jederzeit aus Gründen Ihrer besonderen Situation widersprechen (Art. 21 DSGVO). Eine Nachricht hier genügt.

# The long half.
notice-more = Alle Angaben zum Datenschutz
notice-controller = Verantwortlich
notice-officer = Datenschutzbeauftragte Person
notice-no-officer = Keine benannt; bitte an die Verantwortlichen.
notice-purpose = Zweck und Rechtsgrundlage
notice-purpose-text = Ihre Anfrage beantworten: Art. 6 Abs. 1 Buchst. b DSGVO, wenn es um einen Vertrag geht, sonst Buchst. f.
notice-device = Auf Ihrem Gerät
notice-device-consent = Der Schlüssel zum Chat, Ihr Name, Ihr Lesestand, Ihre Einstellung, noch nicht angekommene Nachrichten und Ihre Entscheidung: mit Ihrer Einwilligung, § 25 Abs. 1 TDDDG. Lesen können das diese Website und Skripte, die sie einbindet. Den Nachweis Ihrer Entscheidung führen wir nach Art. 6 Abs. 1 Buchst. c, Art. 7 Abs. 1 DSGVO.
notice-device-request = Der Schlüssel zum Chat, Ihr Name, Ihr Lesestand, Ihre Einstellung und noch nicht angekommene Nachrichten: unbedingt nötig für den Chat, den Sie gestartet haben, § 25 Abs. 2 Nr. 2 TDDDG. Lesen können das diese Website und Skripte, die sie einbindet.
notice-interest = Berechtigtes Interesse
notice-interest-text = Fragen schnell zu beantworten.
notice-recipients = Wer die Daten erhält
notice-recipients-text = Die Menschen, die im Chat für uns antworten, und wer in unserem Auftrag den Server betreibt.
notice-transfers = Länder außerhalb von EU und EWR
notice-transfers-text = Der Chat gibt von sich aus nichts dorthin weiter. Wo unser Server steht, sagt die Datenschutzerklärung.
notice-period = Wie lange
notice-period-consent = Nachrichten: bis {$days} Tage nach der letzten Nachricht. Was auf Ihrem Gerät liegt: bis zum Ende des Chats; der Schlüssel gilt nach {$hours} Stunden Pause nicht mehr. Ihre Entscheidung: höchstens 180 Tage gültig. Nachweis der Einwilligung: ihre Gültigkeit und bis zum Ablauf der Verjährung danach.
notice-period-request = Nachrichten: bis {$days} Tage nach der letzten Nachricht. Was auf Ihrem Gerät liegt: bis zum Ende des Chats; der Schlüssel gilt nach {$hours} Stunden Pause nicht mehr.
notice-rights = Ihre Rechte
notice-rights-text = Auskunft, Berichtigung, Löschung, Einschränkung der Verarbeitung und Übertragbarkeit. Herunterladen und löschen können Sie den Verlauf gleich hier.
notice-withdrawal = Widerruf
notice-withdrawal-text = Ihre Einwilligung können Sie jederzeit im Menü widerrufen. Was bis dahin geschah, bleibt rechtmäßig.
notice-complaint = Beschwerde
notice-complaint-text = Bei jeder Datenschutz-Aufsichtsbehörde, zum Beispiel an Ihrem Wohnort.
notice-voluntary = Freiwillig
notice-voluntary-text = Sie müssen nichts angeben. Ohne Ihre Nachricht können wir hier nicht antworten, aber per E-Mail oder Telefon.
notice-decisions = Automatische Entscheidungen
notice-decisions-text = Keine, auch kein Profiling.

# Writing.
name = Name (freiwillig)
message = Ihre Nachricht
write = Nachricht schreiben …
send = Senden

# Messages.
state-sending = wird gesendet
state-sent = gesendet
state-seen = gelesen
state-refused = Nicht gesendet: zu lang oder nicht lesbar.
state-rejected = Nicht gesendet: Der Server nimmt diese Nachricht nicht an.
state-forbidden = Nicht gesendet: Auf dieser Website ist der Chat nicht freigeschaltet.
state-unconfirmed = Nicht bestätigt: Der Chat war vorher zu Ende.
edit = Ändern
erased-message = Diese Nachricht wurde gelöscht.
joined = {$name} ist jetzt im Chat.
closed = {$name} hat den Chat geschlossen. Schreiben Sie weiter, geht er wieder auf.
closed-by-us = Wir haben den Chat geschlossen. Schreiben Sie weiter, geht er wieder auf.
ended-line = Sie haben den Chat beendet.
reopened = Der Chat geht weiter.
typing = {$name} schreibt …
somebody = Jemand
unread-one = 1 neue Nachricht
unread-many = {$count} neue Nachrichten

# The line.
line-down = Keine Verbindung. Wir versuchen es weiter.
line-up = Die Verbindung ist wieder da.
line-forbidden = Auf dieser Website ist der Chat nicht freigeschaltet. Andere Wege zu uns stehen im Menü.
line-refused = Der Server lehnt ab. Andere Wege zu uns stehen im Menü.
waiting-line = Keine Verbindung. Ihre Nachricht wird gesendet, sobald die Verbindung wieder da ist.
waiting-server = Der Server braucht einen Moment. Ihre Nachricht wird dann gesendet.
told-later = Der Server ist gerade nicht erreichbar. Bitte lassen Sie diese Seite offen.

# The key lapses when nobody writes.
idle = Hier schreibt gerade niemand. Der Chat endet darum um {$time} Uhr.
stays = Der Chat bleibt offen.

# Ending, erasing, withdrawing.
end-question = Chat beenden? Sie können dann hier nicht weiterschreiben. Auf diesem Gerät wird der Schlüssel zum Chat gelöscht. Wir bewahren den Verlauf noch {$days} Tage auf, wenn Sie ihn nicht löschen.
go-on = Weiter chatten
erase-question = Verlauf löschen? Alles, was in diesem Chat steht, wird sofort und endgültig gelöscht, auf diesem Gerät und bei uns. Damit endet der Chat.
erase-now = Endgültig löschen
cancel = Abbrechen
erase-failed = Das Löschen hat nicht geklappt. Bitte versuchen Sie es noch einmal.
nothing-to-erase = Es gibt noch keinen Verlauf.
ended = Der Chat ist beendet. Auf diesem Gerät ist sein Schlüssel gelöscht.
withdrawn = Ihre Einwilligung ist widerrufen. Auf diesem Gerät ist der Chat gelöscht.
expired = Der Schlüssel zu diesem Chat gilt nicht mehr, zum Beispiel nach {$hours} Stunden Pause. Er ist auf diesem Gerät gelöscht.
draft = Nicht Gesendetes steht im neuen Chat bereit.
erased = Der Verlauf ist gelöscht, auf diesem Gerät und bei uns.
kept-until = Wir bewahren den Verlauf bis zum {$date} auf. Solange diese Seite offen ist, können Sie ihn hier löschen oder im Menü herunterladen.
new-chat = Neuer Chat

# The choice no longer covers the chat.
outdated = Ihre Einwilligung ist abgelaufen oder unser Hinweis hat sich geändert. Bitte entscheiden Sie noch einmal.
notice-changed = Unser Hinweis hat sich geändert. Bitte laden Sie die Seite neu. Ihr Chat bleibt erhalten.
decide = Hinweis lesen und entscheiden

# The menu.
show-typing = Zeigen, wenn ich schreibe
show-typing-why = Nur dass Sie schreiben, nie was.
remember = Ich willige ein: Chat auf diesem Gerät {$days} Tage merken
remember-why = Dann finden Sie ihn wieder, wenn Sie den Tab schließen. Dafür speichern wir seinen Schlüssel. Ausschalten geht jederzeit. An einem geteilten Gerät lieber nicht.
remember-on = Der Chat bleibt auf diesem Gerät gemerkt.
remember-off = Der Chat wird auf diesem Gerät nicht mehr gemerkt.
remember-failed = Das hat nicht geklappt. Der Chat wird nicht gemerkt.
data = Meine Daten
copies = Meine Einwilligungen
withdraw = Einwilligung widerrufen
otherwise = Sie erreichen uns auch so:
privacy = Datenschutz
imprint = Impressum
