# The chat panel of sites that keep nothing (R-MIN-03): what stands here stands in place of chat.ftl's.

notice-short = Sie schreiben mit Menschen: {$controller}. Wir nutzen Ihre Nachrichten nur, um Ihre Fragen zu beantworten, und bewahren sie nicht auf: Ist der Chat beendet, sind sie weg.
notice-period-consent = Nachrichten, Name und Kontaktdaten: bis zum Ende des Chats; auch ein Neustart des Servers beendet ihn. Was auf Ihrem Gerät liegt: ebenso; der Schlüssel gilt nach {$hours} Stunden Pause nicht mehr. Ihre Entscheidung: höchstens 180 Tage gültig. Nachweis der Einwilligung: ihre Gültigkeit und bis zum Ablauf der Verjährung danach.
notice-period-request = Nachrichten, Name und Kontaktdaten: bis zum Ende des Chats; auch ein Neustart des Servers beendet ihn. Was auf Ihrem Gerät liegt: ebenso; der Schlüssel gilt nach {$hours} Stunden Pause nicht mehr.
notice-rights-text = Auskunft, Berichtigung, Löschung, Einschränkung der Verarbeitung und Übertragbarkeit. Herunterladen und löschen können Sie den Verlauf gleich hier, aber nur bis zum Ende des Chats.
end-question = Chat beenden? Der Verlauf wird gelöscht, auf diesem Gerät und bei uns. Herunterladen können Sie ihn nur vorher.
ended = Der Chat ist beendet. Was geschrieben wurde, ist nicht aufbewahrt worden.
erased = Der Chat ist beendet. Was geschrieben wurde, ist nicht aufbewahrt worden.
withdrawn = Ihre Einwilligung ist widerrufen. Der Chat ist beendet. Was geschrieben wurde, ist nicht aufbewahrt worden.
expired = Der Chat ist beendet, zum Beispiel nach {$hours} Stunden Pause oder einem Neustart. Aufbewahrt wird hier nichts.

# Never said there: closed means gone, and nobody is remembered.
closed = {$name} hat den Chat beendet.
closed-by-us = Wir haben den Chat beendet.
remember-why = Hier wird kein Chat gemerkt.
