# What the loader shows before a chat runs: launcher, dialog, landing block. Every word counts twice here: it must be
# understood at once, and it travels with every page view.

launcher = Open chat
title = Chat with { $name }

# Mode "consent": why, what, how long, voluntary, withdrawal.
why = For the chat we store two things on your device, only with your consent (section 25 TDDDG). This website and what it embeds can read them.
choice = Your decision with a random number: valid for 180 days at most. We keep the number, the time and the version of this text as proof.
session = Your chat with its key, your name, how far you have read and messages that wait: until you end it or close the tab. After { $idle_hours } hours of silence the key no longer works.
memory = Your chat, in working memory only: until you leave this page.
voluntary = This is voluntary. Without consent, only the chat stays off. You can withdraw at any time with one click in the chat's menu.
toggle = I consent: switch the chat on

# Mode "on_request": no consent is asked for, nothing is recorded.
request = Here you write with people at { $name }. When you start the chat, your browser stores:
kept = We use what you write to answer you and erase it { $retention_days } days after the last message. You can end and erase it yourself at any time.
start = Start chat

otherwise = You can also reach us here:
close = Close without deciding anything
privacy = Privacy
imprint = Legal notice

failed = Sorry, that did not work. Please try again.
stale = This text has changed. Please reload the page.
later = Withdrawn. The server will be told later.
