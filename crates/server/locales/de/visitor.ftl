# Seiten für Besucherinnen und Besucher, die der Server selbst schreibt.
landing-title = Chat mit { $name }
landing-host = Diese Seite und der Chat laufen auf { $host }.
landing-no-script = Der Chat braucht JavaScript. Sie erreichen uns auch so:
landing-links = Rechtliches
landing-imprint = Impressum
landing-privacy = Datenschutz
export-title = Ihr Chat mit { $name }
export-kept = Gelöscht wird dieses Gespräch spätestens am { $until }.
export-you = Sie
export-joined = { $name } hat das Gespräch übernommen.
export-left = Das Gespräch wartet auf eine Antwort.
export-closed = Das Gespräch wurde beendet.
export-reopened = Das Gespräch wurde wieder geöffnet.
