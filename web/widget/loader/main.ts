// The loader of a site without a banner: what every page view gets. It never throws at the host page.

import { start } from "./start";

const page = document as Document & { plausch?: boolean };
const script = page.currentScript;
// `instanceof`, because a page's <img name="currentScript"> answers to that name too.
if (script instanceof HTMLScriptElement && page.plausch !== true) {
  try {
    page.plausch = true;
    start(script.src, __PLAUSCH_SITE__);
  } catch {
    // A browser too old for this gets no chat, and no error.
  }
}
