// Tells in the chat that its notice has changed in substance (R-INFO-05), as a calm line at its place between the messages, with a
// link to what is different; and that what was promised about keeping holds. Fetched when there is something to tell.

import { aside } from "../chat/notice";
import type { Context, ConversationEvent } from "../types";
import { say } from "../texts";

export function tell(line: HTMLElement, { site, base }: Context, { stays }: ConversationEvent): void {
  line.append(say("changed"), " ", ...stays ? [say(stays), " "] : [], aside(`${base}/s/${site.site}/${site.lang}/notice/changes`, say("what")));
}
