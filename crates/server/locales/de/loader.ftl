# What the loader shows before a chat runs: launcher, dialog, landing block. Every word counts twice here: it must be
# understood at once, and it travels with every page view.

launcher = Chat öffnen
title = Chat mit { $name }

# Mode "consent": why, what, how long, voluntary, withdrawal.
why = Für den Chat speichern wir auf Ihrem Gerät zwei Dinge, nur mit Ihrer Einwilligung (§ 25 TDDDG). Lesen können sie diese Website und was sie einbindet.
choice = Ihre Entscheidung mit Zufallsnummer: gilt höchstens 180 Tage. Nummer, Zeit und Textfassung behalten wir als Nachweis.
session = Ihren Chat mit Schlüssel, Name, Lesestand und wartenden Nachrichten: bis Sie ihn beenden oder den Tab schließen. Nach { $idle_hours } Stunden Pause verfällt der Schlüssel.
memory = Ihren Chat, nur im Arbeitsspeicher: bis Sie diese Seite verlassen.
voluntary = Das ist freiwillig. Ohne Einwilligung bleibt nur der Chat aus. Widerrufen können Sie jederzeit im Chat.
toggle = Ich willige ein: Chat einschalten

# Mode "on_request": no consent is asked for, nothing is recorded.
request = Hier schreiben Sie mit Menschen von { $name }. Mit dem Start speichert Ihr Browser:
kept = Ihre Nachrichten nutzen wir für die Antwort. Wir löschen sie { $retention_days } Tage nach der letzten, Sie jederzeit selbst.
start = Chat starten

otherwise = Andere Wege zu uns:
close = Schließen, ohne etwas zu entscheiden
privacy = Datenschutz
imprint = Impressum

failed = Das ging nicht. Bitte noch einmal.
stale = Dieser Text ist neu. Bitte Seite neu laden.
later = Widerrufen. Der Server erfährt es später.
