// Tells a tool of the choice in its own words: before its tag starts, and when it is taken back. Google's consent mode only
// as "basic": `default`, `update`, then the tag; without a grant there is no tag, and nothing is told.

import type { Rule } from "../types";

const seven = [
  "ad_storage", "ad_user_data", "ad_personalization", "analytics_storage", "functionality_storage", "personalization_storage", "security_storage",
];
/** What a purpose of the catalogue means to Google; another purpose means nothing there. */
const google: Record<string, string[]> = {
  statistics: seven.slice(3, 4),
  marketing: seven.slice(0, 3),
  functional: seven.slice(4),
};

/** The queues are the page's own: a tool, or the operator, may have made them already. */
const queue = (name: string): unknown[] => (window as unknown as Record<string, unknown[]>)[name] ??= [];

let hasDefault = false;

export function signal(kind: Rule["signal"] | undefined, purpose: string, isGranted: boolean): void {
  const state = isGranted ? "granted" : "denied";
  if (kind === "google") {
    // Google's tag takes `arguments`, not a list.
    const gtag = function (..._: unknown[]) {
      queue("dataLayer").push(arguments);
    };
    if (!hasDefault) {
      gtag("consent", "default", Object.fromEntries(seven.map((one) => [one, "denied"])));
      gtag("set", "ads_data_redaction", true);
      gtag("set", "url_passthrough", false);
    }
    hasDefault = true;
    gtag("consent", "update", Object.fromEntries((google[purpose] ?? []).map((one) => [one, state])));
  } else if (kind === "matomo") {
    queue("_paq").push(...isGranted ? [["requireConsent"], ["setConsentGiven"]] : [["forgetConsentGiven"]]);
  } else if (kind === "uet") {
    queue("uetq").push(...isGranted ? ["consent", "default", { ad_storage: "denied" }] : [], "consent", "update", { ad_storage: state });
  }
}
