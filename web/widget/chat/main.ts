// The chat panel's module: loaded by the loader after the visitor has agreed (mode `consent`) or asked to start (mode
// `on_request`), or when a chat is running. One chat per page.

import type { ChatPanel, Context } from "../types";
// These two first: what is alike then lies together, and the file is 100 bytes smaller on its way.
import "./style.css";
import "./panel";
import { Chat } from "./chat";

let chat: Chat | undefined;

export const open: ChatPanel["open"] = (context: Context, wanted) => (chat ??= new Chat(context)).open(wanted);

export const choiceChanged: ChatPanel["choiceChanged"] = () => chat?.choiceChanged();
