// One's own conversation as a file.

import type { Api } from "../chat/api";
import { say } from "../texts";
import { save } from "./save";

/** What is to be said of it: nothing, when the file is there. Throws when there is no answer. */
export async function conversation(api: Api, id: string, as: "json" | "html"): Promise<string> {
  const response = await api.fetch(`conversations/${id}/export${as === "html" ? "?as=html" : ""}`);
  if (!response.ok) return say("not-downloaded");
  const { site, lang } = api.context.site;
  save(`chat-${site}`, `${lang}.${as}`, await response.blob());
  return "";
}
