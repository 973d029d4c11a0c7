# What the loader shows before a chat runs: launcher, dialog, landing block. Every word counts twice here: it must be
# understood at once, and it travels with every page view.

launcher = Chat öffnen
title = Chat mit { $name }

# Mode "consent": why, what, how long, voluntary, withdrawal.
why = Für den Chat speichern wir zwei Dinge auf Ihrem Gerät. Das geht nur mit Ihrer Einwilligung (§ 25 TDDDG). Nur diese Website kann sie lesen, kein Dritter.
choice = Ihre Entscheidung mit einer Zufallsnummer: höchstens 180 Tage. Wir behalten Nummer, Zeit und Textfassung als Nachweis.
session = Den Schlüssel zu Ihrem Chat, damit er auf der nächsten Seite weitergeht: bis Sie ihn beenden oder den Tab schließen. Nach { $idle_hours } Stunden Pause gilt er nicht mehr.
memory = Den Schlüssel zu Ihrem Chat, nur im Arbeitsspeicher: bis Sie diese Seite verlassen.
voluntary = Das ist freiwillig. Ohne Einwilligung bleibt nur der Chat aus. Widerrufen können Sie jederzeit: ein Klick im Menü des Chats.
toggle = Ich willige ein: Chat einschalten

# Mode "on_request": no consent is asked for, nothing is recorded.
request = Hier schreiben Sie mit Menschen von { $name }. Bis jetzt ist nichts gespeichert. Wenn Sie den Chat starten, behält Ihr Browser:
kept = Was Sie schreiben, nutzen wir für die Antwort und löschen es { $retention_days } Tage nach der letzten Nachricht. Beenden und löschen können Sie jederzeit selbst.
start = Chat starten

otherwise = Sie erreichen uns auch so:
close = Schließen, ohne etwas zu entscheiden
privacy = Datenschutz
imprint = Impressum

failed = Das hat leider nicht geklappt. Auf Ihrem Gerät ist nichts gespeichert. Bitte noch einmal versuchen.
stale = Dieser Text hat sich geändert. Bitte laden Sie die Seite neu und lesen Sie ihn noch einmal.
unavailable = Der Chat lässt sich gerade nicht laden. Bitte noch einmal versuchen.
