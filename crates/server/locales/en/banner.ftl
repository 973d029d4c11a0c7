# The banner: what stands on a page before a visitor has decided, and the settings. It travels with every page view.

cookies = Cookies: you decide
asks = Only with your consent do we and others (providers: { $partners }) store and read cookies and the like on your device, for:
abroad = Data also reach countries outside the EU.
revocable = This is voluntary and lasts 180 days. You can withdraw your consent at any time: in the chat button under “Cookies and services”.
accept = Accept all
refuse = Refuse all
settings = Settings
save = Save selection
withdraw-all = Withdraw everything, the chat too
reloads = If you switch off a service that is already running, we reload the page.
details = Details
hide = Hide without deciding anything
privacy = Privacy
imprint = Legal notice
failed = Sorry, that did not work. Please try again, or reload the page.
