// The details of a service, everything that has to be told of it (R-CONS-04), fetched when somebody opens them.

import { element, link } from "../element";
import type { Site } from "../types";

export interface Details {
  id: string;
  provider: { name: string; address: string; country: string; transfer: string | null };
  aim: string;
  data: string;
  recipients: string;
  keys: [name: string, place: string, lifetime: string, party: string][];
  privacy: string;
}

/** All of it as a list, in the site's words. */
export function told(site: Site, one: Details): HTMLElement {
  const text = site.service_texts!;
  const said = (what: string, word: string) => text[`${what}-${word.replaceAll("_", "-")}`]!;
  const { provider } = one;
  const keys = one.keys.map(([name, where, lifetime]) => `${name} (${said("place", where)}, ${lifetime})`).join("; ");
  const items: [string, string | Node][] = [
    ["provider", `${provider.name}, ${provider.address}`],
    ["aim", one.aim],
    ["data", one.data],
    ["recipients", one.recipients],
    ["country", new Intl.DisplayNames(site.lang, { type: "region" }).of(provider.country) ?? provider.country],
    ...provider.transfer ? [["transfer", said("transfer", provider.transfer)] as [string, string]] : [],
    ["keys", keys || text["no-keys"]!],
    ["basis", text["basis-consent"]!],
    ["notice", Object.assign(link(one.privacy, one.privacy), { target: "_blank", rel: "noopener noreferrer" })],
  ];
  const list = element("dl", {}, ...items.flatMap(([id, content]) => [element("dt", {}, text[id]), element("dd", {}, content)]));
  // On the elements themselves: the banner's style sheet, which every page view carries, needn't know of them.
  for (const one of list.children) {
    (one as HTMLElement).style.cssText = one.localName === "dt" ? "font-weight:700!important" : "margin:0 0 8px!important";
  }
  return list;
}

export function details(site: Site, base: string): (service: string) => Promise<Details> {
  let found: Promise<Details[]> | undefined;
  const fetched = () => found ??= fetch(`${base}/s/${site.site}/${site.lang}/details.${site.notice}.json`, {
    credentials: "omit", referrerPolicy: "no-referrer",
  }).then((answer) => answer.json() as Promise<Details[]>).catch((error) => {
    found = undefined;
    throw error;
  });
  return async (service) => (await fetched()).find(({ id }) => id === service)!;
}
