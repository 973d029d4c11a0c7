# Websites, auf denen nichts aufbewahrt wird: im Formular der Website, im Posteingang, im Hinweis vor dem Chat und im Download.

privacy-no-persist = Zustellen, aber nicht aufbewahren
privacy-no-persist-help = Nachrichten, Namen und Kontaktdaten sind nur lesbar, solange die Unterhaltung läuft: Ihr Schlüssel liegt allein im Arbeitsspeicher. Ist sie zu Ende (geschlossen, beendet, widerrufen oder lange still), ist sie gelöscht, hier und beim Besucher. Der Preis: Jeder Neustart von Plausch beendet laufende Unterhaltungen; danach gibt es keinen Verlauf, kein Archiv und keinen Beleg, was gesagt wurde. Angaben werden trotzdem entfernt. Das gilt für Unterhaltungen, die neu beginnen; Besucher lesen es vor der ersten Nachricht.
problem-remember-not-kept = Wo nichts aufbewahrt wird, gibt es nichts, woran sich ein Gerät erinnern könnte. Bitte 0 eintragen.
kept-not = Ihre Nachrichten nutzen wir für die Antwort und bewahren sie nicht auf: Ist der Chat zu Ende, sind sie weg.
export-kept-not = Aufbewahrt wird dieses Gespräch nicht: Ist der Chat zu Ende, gibt es nur noch diese Kopie.
notice-not-kept = Zugestellt, nicht aufbewahrt: Ist die Unterhaltung zu Ende, ist sie hier und beim Besucher weg.
close-for-good = Schließen und löschen
close-for-good-ask = Danach ist die Unterhaltung hier und beim Besucher weg. Zurückholen lässt sie sich nicht.
gone-not-kept = Die Unterhaltung ist zu Ende. Auf dieser Website wird nichts aufbewahrt, darum ist sie auch hier weg.
retention-not-kept = Diese Website bewahrt nichts auf: Was jetzt geschrieben wird, ist mit dem Ende der Unterhaltung weg. Die Regeln gelten für Unterhaltungen, die vorher begonnen haben, und für Nachweise und Protokolle.
