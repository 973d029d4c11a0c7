# Die eigene Seite eines Besuchers: was von seinem Gespräch gespeichert ist, und was er damit tun kann.
own-title = Meine Daten bei { $name }
own-intro = Hier steht Ihr Chat und was dazu gespeichert ist. Sie können es mitnehmen, berichtigen, der Nutzung widersprechen und es löschen. Dafür müssen Sie weder einen Grund noch Ihren Namen nennen.
own-parts = Auf dieser Seite
own-leave = Seite verlassen
own-leave-help = Nach 30 Minuten ohne Klick, spätestens nach 4 Stunden, oder wenn Sie den Tab schließen, ist die Seite zu. Sie legt nichts in Ihrem Browser ab.

own-door = Kommen Sie mit Code und Geheimnis zurück: Beides steht auf der Seite „Meine Daten“, wenn Sie es dort haben erzeugen lassen. Läuft Ihr Chat noch, öffnen Sie „Meine Daten“ in seinem Menü, ganz ohne Code.
own-code = Code
own-code-help = 8 Zeichen, zum Beispiel K7QM-2XWD
own-secret = Geheimnis
own-secret-help = 16 Zeichen. Groß oder klein, mit oder ohne Striche.
own-open = Öffnen
own-opens = Ihre Daten werden geöffnet …
own-wrong = Mit diesem Code und diesem Geheimnis ist nichts zu finden. Bitte sehen Sie beides noch einmal nach. Vielleicht ist der Chat auch schon gelöscht.
own-expired = Diese Seite war zu lange offen, oder es gibt inzwischen ein neues Geheimnis. Öffnen Sie „Meine Daten“ bitte noch einmal im Menü des Chats, oder nutzen Sie Code und Geheimnis.
own-gone = Dieser Chat ist nicht mehr gespeichert.
own-too-many = Das waren zu viele Versuche. Bitte warten Sie eine Minute.
own-otherwise = Kommen Sie nicht weiter? Schreiben Sie uns:

own-talk = Gespräch
own-talk-help = So, wie es Ihnen gezeigt wurde. Was entfernt wurde, ist auch hier nicht zu lesen: Im Gespräch wurde es nie gespeichert. Was Sie als Kontaktdaten aufbewahren ließen, steht unten.
own-talk-gone = Was geschrieben wurde, ist gelöscht: Seine Zeit ist abgelaufen. Geblieben ist nur, was unten steht.

own-contact = Kontaktdaten
own-contact-help = Alle Angaben sind freiwillig. Was Sie leeren, ist gelöscht. Mehrere trennen Sie mit Komma.
own-contact-name = Name
own-contact-mail = E-Mail-Adresse
own-contact-phone = Telefonnummer
own-contact-save = Speichern
own-contact-saved = Ihre Kontaktdaten sind gespeichert. Wer im Team das Gespräch offen hat, sieht sie schon.
own-contact-bad-mail = Das ist keine E-Mail-Adresse. Bitte sehen Sie nach, oder lassen Sie das Feld leer.
own-contact-bad-phone = Das ist keine Telefonnummer. Bitte sehen Sie nach, oder lassen Sie das Feld leer.

own-facts = Was festgehalten ist
own-begun = Begonnen
own-last = Letzte Nachricht
own-state = Zustand
own-state-waiting = wartet auf eine Antwort
own-state-open = offen
own-state-closed = beendet
own-answered = Geantwortet haben
own-nobody = noch niemand
own-read = Geöffnet haben es (letzte 14 Tage)
own-read-nobody = niemand aus dem Team
own-read-help = Genannt wird nur die Rolle. Wer wann gelesen hat, wird zum Schutz des Teams nicht gezeigt.
own-until = Gelöscht wird
own-until-messages = Was geschrieben wurde: spätestens am { $day }
own-until-contact = Kontaktdaten: spätestens am { $day }
own-until-facts = Alles Übrige: spätestens am { $day }
own-until-consent = Nachweis der Einwilligung: am Ende des dritten Jahres, nachdem sie nicht mehr gilt
own-until-law = Dieses Gespräch muss nach dem Gesetz bis zum { $day } aufbewahrt werden. Bis dahin liegt es verschlossen; gelöscht werden kann es nicht.
own-recipients = Wer die Daten erhält
own-recipients-text = Die Menschen, die im Chat für { $name } antworten, und wer in deren Auftrag den Server betreibt.

own-consent = Einwilligung
own-consent-counts = Sie haben am { $time } in den Chat eingewilligt.
own-consent-over = Ihre Einwilligung in den Chat gilt nicht mehr: widerrufen, abgelaufen oder durch einen neuen Text ersetzt.
own-consent-none = Für diesen Chat wurde keine Einwilligung gebraucht, oder sie ist nicht mehr mit ihm verbunden.
own-consent-text = Der Text, der gezeigt wurde
own-consent-record = Nummer des Nachweises
own-consent-all = Alle Ihre Einwilligungen mit Nachweis zeigt der Chat in seinem Menü unter „Meine Einwilligungen“.
own-consent-withdraw = Einwilligung in den Chat widerrufen
own-consent-withdraw-help = Nach dem Widerruf kann in Ihrem Browser niemand mehr weiterschreiben. Was bis dahin geschah, bleibt rechtmäßig. Das Gespräch löschen Sie unten.
own-consent-withdrawn = Ihre Einwilligung in den Chat ist widerrufen.

own-copy = Mitnehmen
own-copy-help = Eine Datei zum Lesen und Drucken, oder eine für Programme. In beiden steht auch, wofür, wie lange und auf welcher Grundlage Ihre Daten verarbeitet werden.
own-copy-html = Zum Lesen herunterladen
own-copy-json = Als JSON herunterladen

own-back = Wiederkommen
own-back-help = Mit einem Code und einem Geheimnis öffnen Sie diese Seite auch in einem anderen Browser, ohne Konto und ohne E-Mail. Wer beides hat, kann alles hier lesen und löschen.
own-back-has = Ihr Code ist { $code }. Das Geheimnis dazu haben Sie am { $time } erzeugt; noch einmal zeigen können wir es nicht.
own-back-make = Code und Geheimnis erzeugen
own-back-again = Neues Geheimnis erzeugen
own-back-again-help = Ein neues Geheimnis macht das alte ungültig. Wer diese Seite anderswo offen hat, ist dann draußen.
own-back-made = Bitte schreiben Sie das auf oder drucken Sie die Seite. Das Geheimnis zeigen wir nur jetzt.
own-back-where = Seite

own-object = Widersprechen
own-object-help = Sie können widersprechen, dass wir Ihre Daten aus berechtigtem Interesse nutzen (Art. 21 DSGVO). Dann zählt dieser Chat in keiner Statistik mehr mit, wird nicht länger als { $days } Tage nach der letzten Nachricht aufbewahrt, und das Team sieht Ihren Widerspruch. Ihre Frage wird weiter beantwortet.
own-object-now = Widersprechen
own-object-done = Sie haben am { $time } widersprochen. Dieser Chat zählt in keiner Statistik mit und wird nicht länger als { $days } Tage nach der letzten Nachricht aufbewahrt. Was das Gesetz aufzubewahren verlangt, entscheidet im Einzelfall ein Mensch.
own-object-back = Widerspruch zurücknehmen
own-object-back-help = Sie können es sich jederzeit anders überlegen. Dann zählt der Chat wieder mit, und es gelten die Fristen dieser Website.
own-object-back-done = Ihr Widerspruch ist zurückgenommen.

own-erase = Löschen
own-erase-help = Alles, was in diesem Chat steht, auch Kontaktdaten und dieser Zugang. Das lässt sich nicht zurücknehmen.
own-erase-ask = Chat löschen …
own-erase-question = Diesen Chat endgültig löschen?
own-erase-what = Weg ist dann sofort, was geschrieben wurde, auch die Notizen des Teams, Ihre Kontaktdaten, die Zeiten und dieser Zugang. Nehmen Sie vorher mit, was Sie behalten möchten.
own-erase-now = Endgültig löschen
own-erase-keep = Nicht löschen

own-erased = Der Chat ist gelöscht
own-erased-gone = Weg ist: was geschrieben wurde, Ihre Kontaktdaten, die Zeiten, der Code, das Geheimnis und der Schlüssel, mit dem alles verschlüsselt war.
own-erased-stays = Was noch bleibt
own-erased-journal = Dass ein Gespräch mit dieser Nummer gelöscht wurde: ohne Inhalt und ohne Namen, damit es auch aus einer Sicherung nicht zurückkehrt.
own-erased-backups = Sicherungen: Darin liegt das Gespräch nur verschlüsselt. Der Schlüssel dazu verschwindet auch dort nach höchstens { $keys } Tagen, die Dateien selbst nach höchstens { $days } Tagen.
own-erased-consent = Der Nachweis Ihrer Einwilligung: ohne Namen, bis zum Ende des dritten Jahres, nachdem sie nicht mehr gilt. Das verlangt Art. 7 Abs. 1 DSGVO. Widerrufen können Sie sie weiter auf der Website.
own-erased-browser = In Ihrem Browser: der Schlüssel zum Chat, bis Sie die Website dort das nächste Mal öffnen oder den Tab schließen.

own-rights = Ihre Rechte
own-rights-text = Nicht auf dieser Seite steht, was sich das Team intern notiert hat. Dafür, für die Einschränkung der Verarbeitung und für alles Weitere schreiben Sie uns. Beschweren können Sie sich bei jeder Datenschutz-Aufsichtsbehörde, zum Beispiel an Ihrem Wohnort.

# Im Posteingang.
own-agents-objected = Der Besucher hat am { $day } widersprochen (Art. 21 DSGVO): Die Unterhaltung zählt in keiner Statistik mit und wird nicht länger als in der Voreinstellung aufbewahrt. Gesetzlich aufbewahren nur, wenn das Gesetz es wirklich verlangt.
