# The banner: what stands on a page before a visitor has decided, and the settings. It travels with every page view.

cookies = Cookies: Sie entscheiden
asks = Nur mit Ihrer Einwilligung speichern und lesen wir und andere (Anbieter: { $partners }) Cookies und Ähnliches auf Ihrem Gerät, für:
abroad = Daten gelangen auch in Länder außerhalb der EU.
revocable = Das ist freiwillig und gilt 180 Tage. Widerrufen können Sie jederzeit: im Chat-Knopf unter „Cookies und Dienste“.
accept = Alle akzeptieren
refuse = Alle ablehnen
settings = Einstellungen
save = Auswahl speichern
withdraw-all = Alles widerrufen, auch den Chat
reloads = Schalten Sie einen laufenden Dienst aus, laden wir die Seite neu.
details = Angaben
hide = Ausblenden, ohne etwas zu entscheiden
privacy = Datenschutz
imprint = Impressum
failed = Das hat nicht geklappt. Bitte noch einmal, oder laden Sie die Seite neu.
