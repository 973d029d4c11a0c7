// One's own conversation as a file.

import { element } from "../element";
import type { Api } from "./api";

export async function download(api: Api, conversation: string, as: "json" | "html"): Promise<boolean> {
  try {
    const response = await api.fetch(`conversations/${conversation}/export${as === "html" ? "?as=html" : ""}`);
    if (!response.ok) return false;
    const { site, lang } = api.context.site;
    const day = new Date().toISOString().slice(0, 10);
    const href = URL.createObjectURL(await response.blob());
    element("a", { href, download: `chat-${site}-${day}.${lang}.${as}` }).click();
    setTimeout(() => URL.revokeObjectURL(href), 60_000);
    return true;
  } catch {
    return false;
  }
}
