# What is told of each service, and what stands in its place on a page until it is allowed.

held = Here is something from { $service }. If you load it, the provider learns that you are here.
once = Load once
always = Always load from { $service }
elsewhere = See it at the provider
all-settings = Cookies and services
copies = My consents

ask-title = Allow { $service }?
ask-why = This needs your consent. It is voluntary, lasts 180 days and can be withdrawn at any time: in the chat button under “Cookies and services”.
ask-allow = Allow
ask-later = Not now
ask-details = Details

provider = Provider
aim = What for
data = Which data
recipients = Recipients
country = Place of processing
transfer = Basis of the transfer
keys = On your device
no-keys = nothing
basis = Legal basis
basis-consent = Your consent (section 25(1) TDDDG, Art. 6(1)(a) GDPR)
notice = The provider’s notice
transfer-adequacy = Adequacy decision (Art. 45 GDPR)
transfer-data-privacy-framework = Data Privacy Framework (Art. 45 GDPR)
transfer-standard-clauses = Standard contractual clauses (Art. 46 GDPR)
transfer-corporate-rules = Binding corporate rules (Art. 47 GDPR)
place-cookie = cookie
place-local-storage = local storage
place-session-storage = the tab’s storage
place-indexed-db = database in the browser

# A link of a message, and what stands below it until it is allowed.
embed-learns = If you load it, { $provider } learns your IP address and that you are on this website. Place of processing: { $country }.
embed-keeps = Something is kept on your device.
embed-back = This is voluntary. “Always” lasts until you take it back, here or in the settings, and 180 days at most.
embed-details = About the provider
embed-hide = Hide
embed-stop = Stop loading
embed-kept-out = This website does not allow { $service } to appear here. The link above leads there.
