# What the chat says when its notice has changed in substance. Loaded only then.

changed = Our notice about the chat has changed.
kept = We don’t keep new chats here any more. This one began before and is kept as promised; when you end it, it is erased.
unkept = From now on we keep new chats here. This one began before and is not kept, as promised.
what = What has changed
