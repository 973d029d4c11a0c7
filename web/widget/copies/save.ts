// A file for the visitor's own device: made here, sent nowhere.

import { element } from "../element";

export function save(name: string, ending: string, content: Blob): void {
  const day = new Date().toISOString().slice(0, 10);
  const href = URL.createObjectURL(content);
  element("a", { href, download: `${name}-${day}.${ending}` }).click();
  setTimeout(() => URL.revokeObjectURL(href), 60_000);
}
