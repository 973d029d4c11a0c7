# Seiten für Besucherinnen und Besucher, die der Server selbst schreibt.
landing-title = Chat mit { $name }
landing-host = Diese Seite und der Chat laufen auf { $host }.
landing-no-script = Der Chat braucht JavaScript. Sie erreichen uns auch so:
landing-links = Rechtliches
landing-imprint = Impressum
landing-privacy = Datenschutz
landing-notice = Einwilligungen im Wortlaut
export-title = Ihr Chat mit { $name }
export-you = Sie
export-joined = { $name } hat das Gespräch übernommen.
export-left = Das Gespräch wartet auf eine Antwort.
export-closed = Das Gespräch wurde beendet.
export-reopened = Das Gespräch wurde wieder geöffnet.
# Only in the banner of sites whose operator has switched it on.
refusals-counted = Ablehnungen zählen wir je Tag, ohne Kennung.
# In receipts and exports: how a consent is taken back.
withdrawal-method = Jederzeit mit Wirkung für die Zukunft: im Menü des Chats und, wo die Website ein Banner hat, in dessen Einstellungen.

# A kept notice version as a page to read: what was asked, word for word.
told-title = Was { $name } gefragt hat
told-help = Das ist der aufbewahrte Text, Wort für Wort wie gezeigt. Nichts davon stammt aus heutigen Einstellungen. Hier können Sie nichts entscheiden.
told-title-now = Einwilligungen bei { $name }
told-help-now = Das gilt jetzt: was gefragt wird, Wort für Wort wie gezeigt, und was ohne Einwilligung läuft. Hier können Sie nichts entscheiden; das geht auf der Website.
told-exempt = Ohne Einwilligung
told-banner = Im Banner
told-settings = In den Einstellungen des Banners
told-chat = Vor dem Chat
told-menu = Im Menü des Chats
told-who = Wer gefragt hat
told-controller = Verantwortlich
told-officer = Datenschutzbeauftragte Person
told-mail = E-Mail
told-phone = Telefon
told-version = Fassung (der Anfang der SHA-256-Prüfsumme des Textes):

# What needs no consent; kept as a part of the notice version.
exempt-title = Was diese Website ohne Einwilligung nutzt
exempt-why = Danach wird nicht gefragt, weil es nach dem Gesetz keine Einwilligung braucht. Hier steht, warum.
exempt-reason = Warum es nötig ist
exempt-basis-25-2-1 = Nur zum Übertragen einer Nachricht (§ 25 Abs. 2 Nr. 1 TDDDG)
exempt-basis-25-2-2 = Unbedingt nötig für das, was Sie ausdrücklich gewünscht haben (§ 25 Abs. 2 Nr. 2 TDDDG)

# In the chat's place for writing, once a person has asked for restriction (Art. 18 GDPR).
restricted-for-you = Auf Ihren Wunsch eingeschränkt: Sie können hier alles lesen, aber nichts schreiben, und sonst liest es niemand außer der Stelle für Datenschutz. Herunterladen und löschen können Sie weiter.
