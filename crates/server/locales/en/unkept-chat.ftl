# The chat panel of sites that keep nothing (R-MIN-03): what stands here stands in place of chat.ftl's.

notice-short = You are writing with people: {$controller}. We use your messages only to answer your questions and do not keep them: when the chat is over they are gone, for us too.
notice-period-consent = Messages, name and contact data: until the chat ends, no longer. They can be read only while the chat is running; when our server starts anew, it is over. What lies on your device: until the chat ends; the key no longer works after {$hours} hours of silence. Your decision: valid for 180 days at most. Proof of consent: while it is valid and until claims expire after that.
notice-period-request = Messages, name and contact data: until the chat ends, no longer. They can be read only while the chat is running; when our server starts anew, it is over. What lies on your device: until the chat ends; the key no longer works after {$hours} hours of silence.
notice-rights-text = Access, rectification, erasure, restriction of processing and portability. You can download and erase the conversation right here while the chat is running; after that we no longer have it either.
end-question = End the chat? What stands here is gone then, on this device and with us. You can download it only before that, in the menu.
ended = The chat has ended. What was written has not been kept.
erased = The chat has ended. What was written has not been kept.
withdrawn = Your consent is withdrawn, and the chat has ended. What was written has not been kept.
expired = This chat is over, for example after {$hours} hours of silence or because our server was started anew. Nothing is kept here.

# Never said there: closed means gone, and nobody is remembered.
closed = {$name} has ended the chat.
closed-by-us = We have ended the chat.
remember-why = No chat is remembered here.
