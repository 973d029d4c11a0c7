# Was sich am Chat einer Website geändert hat: für Besucher, denen das mitgeteilt wird, und für Betreiber, bevor sie es ändern.
changes-title = Was sich am Chat von { $name } geändert hat
changes-help = Nur, was in der Sache anders ist. Wird ein Satz bloß besser, steht er hier nicht. Ein Chat, der vorher begonnen hat, behält, was Ihnen über das Aufbewahren gesagt wurde.
changes-now = Alles, was jetzt gilt
changes-none = Bisher hat sich nichts geändert.
changes-before = bisher:
changes-after = jetzt:
changes-controller = Verantwortlich
changes-mode = Beginn
changes-mode-consent = mit Ihrer Einwilligung
changes-mode-on-request = wenn Sie den Chat starten
changes-lifetime = Der Schlüssel zum Chat liegt auf Ihrem Gerät
changes-lifetime-session = bis Sie den Tab schließen
changes-lifetime-memory = nur im Arbeitsspeicher, bis Sie die Seite verlassen
changes-idle = Der Schlüssel verfällt
changes-hours = nach { $hours } Stunden Pause
changes-remember = Chat auf diesem Gerät merken
changes-remember-not = wird nicht angeboten
changes-days = { $days } Tage, wenn Sie es wollen
changes-messages = Nachrichten werden aufbewahrt
changes-contact = Kontaktdaten werden aufbewahrt
changes-facts = Alles Übrige wird aufbewahrt
changes-days-after = bis { $days } Tage nach der letzten Nachricht
changes-not-kept = nicht: Ist der Chat zu Ende, ist es weg

# Im Verlauf, für Team und Besucher.
changes-told = Der Hinweis zum Chat hat sich geändert. Das wurde hier mitgeteilt.
changes-told-kept = Ab jetzt werden neue Chats auf dieser Website nicht mehr aufbewahrt. Dieser Chat begann vorher und wird aufbewahrt wie zugesagt. Das wurde hier mitgeteilt.
changes-told-unkept = Ab jetzt werden neue Chats auf dieser Website aufbewahrt. Dieser Chat begann vorher und wird nicht aufbewahrt, wie zugesagt. Das wurde hier mitgeteilt.

# Bevor es gespeichert wird.
changes-material = Darauf verlassen sich Besucher
changes-material-help = Noch ist nichts gespeichert. Was Sie ändern, ist anders in der Sache und wird mitgeteilt.
changes-material-open = Offene Chats, die davon erfahren: { $open }.
changes-material-anew = Wer eingewilligt hat, wird neu gefragt; bis dahin warten laufende Chats.
changes-save = Speichern und mitteilen
