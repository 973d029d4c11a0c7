// The banner as an administrator sees it before it is published: the real layers in a frame of the page on which they are
// designed, with the draft's facts, which that page sends. Decides nothing, keeps nothing and asks nobody.

import type { Site } from "../types";
import { told, type Details } from "./details";
import { layers } from "./layers";

/** What the page around the frame sends. */
export interface Draft {
  site: Site;
  details: Details[];
  scheme: "light" | "dark";
}

/** Shows the frame's own scheme, whatever the administrator's screen is like. */
function choose(rules: CSSRuleList, scheme: Draft["scheme"]): void {
  for (const rule of rules) {
    if (rule instanceof CSSMediaRule && rule.conditionText.includes("prefers-color-scheme")) {
      rule.media.mediaText = scheme === "dark" ? "all" : "not all";
    } else if (rule instanceof CSSGroupingRule) choose(rule.cssRules, scheme);
  }
}

function show({ site, details, scheme }: Draft): void {
  document.querySelector("dialog")?.remove();
  document.adoptedStyleSheets = [];
  document.documentElement.className = scheme;
  const shown = layers(site, {
    // Whatever was pressed: it comes back, so that there is something to see.
    decide: async () => (later(), true),
    hide: () => later(),
    granted: () => false,
    explain: async (service, place) => place.replaceChildren(told(site, details.find(({ id }) => id === service)!)),
    resized() {},
  });
  const later = () => setTimeout(() => shown.open(), 600);
  for (const sheet of document.adoptedStyleSheets) choose(sheet.cssRules, scheme);
  document.body.prepend(shown.element);
  shown.open();
}

addEventListener("message", ({ origin, source, data }: MessageEvent<Draft>) => {
  if (origin === location.origin && source === parent) show(data);
});
// Its links lead away from what is looked at.
addEventListener("click", (event) => event.target instanceof Element && event.target.closest("a") && event.preventDefault());
parent.postMessage("ready", location.origin);
