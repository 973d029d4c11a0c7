# Sites that keep nothing: in the site's form, in the inbox, in the notice before the chat and in the download.

privacy-no-persist = Deliver, but do not keep
privacy-no-persist-help = Messages, names and contact data can be read only while the conversation is running: its key is in memory alone. When it is over (closed, ended, withdrawn or silent for long), it is erased, here and for the visitor. The price: every restart of Plausch ends running conversations; after that there is no transcript, no archive and no proof of what was said. Personal details are removed anyway. This applies to conversations that begin from now on; visitors read it before the first message.
problem-remember-not-kept = Where nothing is kept, a device has nothing to remember. Please enter 0.
kept-not = We use what you write to answer you and do not keep it: when the chat is over, it is gone.
export-kept-not = This conversation is not kept: when the chat is over, this copy is all there is.
notice-not-kept = Delivered, not kept: when the conversation is over, it is gone here and for the visitor.
close-for-good = Close and erase
close-for-good-ask = After that the conversation is gone, here and for the visitor. It can’t be brought back.
gone-not-kept = The conversation is over. Nothing is kept on this site, so it is gone here too.
retention-not-kept = Nothing is kept on this site: what is written now is gone when the conversation ends. The rules apply to conversations that began earlier, and to proof and logs.
