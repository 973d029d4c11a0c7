# Sites that keep nothing: in the site's form, in the inbox, in the notice before the chat and in the download.

privacy-no-persist = Deliver, but do not keep
privacy-no-persist-help = Messages, names and contact data can be read only while the conversation is running: its key is in memory alone. When it is closed, ended or withdrawn, or nobody writes for long, it is erased at once, for you and for the visitor. The price: every restart of Plausch ends running conversations, no transcript is left, and nobody can show later what was said; nor is the archive open to it. Details are removed as above. This holds for conversations that begin from now on; visitors read it before the first message and are asked anew.
problem-remember-not-kept = Where nothing is kept, there is nothing for a device to remember. Please enter 0.
kept-not = We use what you write to answer you and do not keep it: when the chat is over, it is gone.
export-kept-not = This conversation is not kept: when the chat is over, this copy is all there is.
notice-not-kept = Delivered, not kept: when the conversation is over, it is gone here too. Before that, write down what you need for the answer.
close-for-good = Close and erase
gone-not-kept = The conversation is over. Nothing is kept on this site, so it is gone here too.
retention-not-kept = Nothing is kept on this site: what is written now is gone when the conversation ends. The rules hold for conversations that began before, and for proof and audit.
