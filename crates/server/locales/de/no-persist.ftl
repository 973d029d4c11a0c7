# Websites, auf denen nichts aufbewahrt wird: im Formular der Website, im Posteingang, im Hinweis vor dem Chat und im Download.

privacy-no-persist = Zustellen, aber nicht aufbewahren
privacy-no-persist-help = Nachrichten, Namen und Kontaktdaten sind nur lesbar, solange die Unterhaltung läuft: Ihr Schlüssel liegt allein im Arbeitsspeicher. Wird sie geschlossen, beendet oder widerrufen, oder schreibt lange niemand, ist sie sofort gelöscht, bei Ihnen und beim Besucher. Der Preis: Jeder Neustart von Plausch beendet laufende Unterhaltungen, es bleibt kein Verlauf, und niemand kann später belegen, was gesagt wurde; auch das Archiv steht nicht offen. Angaben werden wie oben entfernt. Das gilt für Unterhaltungen, die von nun an beginnen; Besucher lesen es vor der ersten Nachricht und werden neu gefragt.
problem-remember-not-kept = Wo nichts aufbewahrt wird, gibt es nichts, woran sich ein Gerät erinnern könnte. Bitte 0 eintragen.
kept-not = Ihre Nachrichten nutzen wir für die Antwort und bewahren sie nicht auf: Ist der Chat zu Ende, sind sie weg.
export-kept-not = Aufbewahrt wird dieses Gespräch nicht: Ist der Chat zu Ende, gibt es nur noch diese Kopie.
notice-not-kept = Zugestellt, nicht aufbewahrt: Ist die Unterhaltung zu Ende, ist sie auch hier weg. Schreiben Sie vorher auf, was Sie für die Antwort brauchen.
close-for-good = Schließen und löschen
gone-not-kept = Die Unterhaltung ist zu Ende. Auf dieser Website wird nichts aufbewahrt, darum ist sie auch hier weg.
retention-not-kept = Diese Website bewahrt nichts auf: Was jetzt geschrieben wird, ist mit dem Ende der Unterhaltung weg. Die Regeln gelten für Unterhaltungen, die vorher begonnen haben, und für Nachweise und Protokolle.
