# Masking: on the site's form, in the inbox and in what visitors take along.

site-privacy-mode = Persönliche Angaben in Nachrichten
privacy-mask = Vor dem Speichern entfernen (empfohlen)
privacy-mask-help = Aus Nachrichten, Antworten, Notizen und Namen werden Kontonummern, Karten, amtliche Nummern und Ähnliches entfernt, bevor etwas gespeichert oder gezeigt wird. Steht eine E-Mail-Adresse oder Telefonnummer in einer Nachricht, fragt der Chat vor dem Senden, ob sie als Kontaktdaten aufbewahrt werden soll. Ihre eigenen Kontaktdaten von dieser Seite und die unten aufgeführten Angaben bleiben stehen.
privacy-off = Alles speichern, wie es geschrieben wurde
privacy-off-help = Nur wenn Sie solche Angaben im Chat wirklich brauchen: Sie stehen dann in Unterhaltungen, Downloads und Sicherungen.
privacy-kinds = Was entfernt wird
privacy-kinds-help = Bestellnummern, Preise, Termine und Postleitzahlen bleiben immer stehen. Wird alles gespeichert, wie es geschrieben wurde, wirkt diese Liste nicht.
site-own-details = Eigene Angaben, die stehen bleiben
site-own-details-help = Was Ihr Team Kunden nennen darf, auch wenn solche Angaben sonst entfernt werden: Ihre Bankverbindung (IBAN), weitere Telefonnummern oder E-Mail-Adressen, jede in einer eigenen Zeile, höchstens 10. Es sind Angaben Ihres Betriebs, nicht einzelner Menschen.
problem-own-details = Bitte höchstens 10 Zeilen mit je höchstens 60 Zeichen angeben, jede mit einer IBAN, einer Telefonnummer oder einer E-Mail-Adresse.
kind-mail = E-Mail-Adressen
kind-phone = Telefonnummern
kind-iban = Kontonummern (IBAN)
kind-card = Kartennummern
kind-ip = IP-Adressen
kind-tax-id = Steuer-IDs
kind-pension = Rentenversicherungsnummern
kind-ahv = AHV-Nummern (Schweiz)
kind-svnr = Sozialversicherungsnummern (Österreich)
kind-document = Ausweisnummern
kind-link = Passwörter und Schlüssel in Links

masked-before = Aus dieser Nachricht wurde etwas entfernt, bevor sie gespeichert wurde: { $kinds }.
contact-data = Kontaktdaten:
contact-mail = E-Mail
contact-phone = Telefon
