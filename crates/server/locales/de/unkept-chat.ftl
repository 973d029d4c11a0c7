# The chat panel of sites that keep nothing (R-MIN-03): what stands here stands in place of chat.ftl's.

notice-short = Sie schreiben mit Menschen: {$controller}. Wir nutzen Ihre Nachrichten nur, um Ihre Fragen zu beantworten, und bewahren sie nicht auf: Ist der Chat zu Ende, sind sie weg, auch für uns.
notice-period-consent = Nachrichten, Name und Kontaktdaten: bis zum Ende des Chats, nicht länger. Lesbar sind sie nur, solange der Chat läuft; startet unser Server neu, ist er zu Ende. Was auf Ihrem Gerät liegt: bis zum Ende des Chats; der Schlüssel gilt nach {$hours} Stunden Pause nicht mehr. Ihre Entscheidung: höchstens 180 Tage gültig. Nachweis der Einwilligung: ihre Gültigkeit und bis zum Ablauf der Verjährung danach.
notice-period-request = Nachrichten, Name und Kontaktdaten: bis zum Ende des Chats, nicht länger. Lesbar sind sie nur, solange der Chat läuft; startet unser Server neu, ist er zu Ende. Was auf Ihrem Gerät liegt: bis zum Ende des Chats; der Schlüssel gilt nach {$hours} Stunden Pause nicht mehr.
notice-rights-text = Auskunft, Berichtigung, Löschung, Einschränkung der Verarbeitung und Übertragbarkeit. Herunterladen und löschen können Sie den Verlauf gleich hier, solange der Chat läuft; danach haben auch wir ihn nicht mehr.
end-question = Chat beenden? Was hier steht, ist dann weg, auf diesem Gerät und bei uns. Herunterladen können Sie es nur vorher, im Menü.
ended = Der Chat ist beendet. Was geschrieben wurde, ist nicht aufbewahrt worden.
erased = Der Chat ist beendet. Was geschrieben wurde, ist nicht aufbewahrt worden.
withdrawn = Ihre Einwilligung ist widerrufen, der Chat ist beendet. Was geschrieben wurde, ist nicht aufbewahrt worden.
expired = Dieser Chat ist zu Ende, zum Beispiel nach {$hours} Stunden Pause oder weil unser Server neu gestartet ist. Aufbewahrt wird hier nichts.
