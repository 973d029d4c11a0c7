// Puts site facts and texts into the built modules, exactly as the server does. For budgets and tests.

import { readFileSync } from "node:fs";

const web = new URL(".", import.meta.url);

/** The messages of one Fluent file by their id; without terms, selectors, attributes. Site facts are filled in. */
export function messages(lang, file, facts = {}) {
  const found = {};
  let last;
  const text = readFileSync(new URL(`../crates/server/locales/${lang}/${file}.ftl`, web), "utf8");
  for (const [index, line] of text.split("\n").entries()) {
    const start = /^([a-z][a-z0-9-]*) =(?: (.*))?$/.exec(line);
    if (start) found[(last = start[1])] = start[2] ?? "";
    else if (/^ +\S/.test(line) && last) found[last] = `${found[last]}\n${line.trim()}`.trim();
    else if (line && !line.startsWith("#")) throw new Error(`${lang}/${file}.ftl:${index + 1}: not understood: ${line}`);
  }
  for (const id in found) {
    found[id] = found[id].replace(/\{ ?\$([a-z_]+) ?\}/g, (_, name) => (name in facts ? String(facts[name]) : `{${name}}`));
  }
  return found;
}

/** A realistic site, with addresses and names as long as they come. */
export const facts = (lang) => ({
  site: "blumenladen",
  lang,
  mode: "consent",
  notice: "kq3v8Yt0b1c2d3e4f5g6h7",
  revision: "x1Qz8Yt0",
  chat: `/w/chat.${lang}.9f86d081884c7d65.js`,
  name: "Blumenladen",
  privacy: "https://www.blumenladen-beispiel.de/datenschutz",
  imprint: "https://www.blumenladen-beispiel.de/impressum",
  mail: "hallo@blumenladen-beispiel.de",
  phone: "+49 30 1234567",
  lifetime: "session",
  remember_days: 30,
  idle_hours: 4,
  retention_days: 30,
  controller: "Blumenladen Vera Blum, Gartenweg 1, 12345 Berlin",
  dpo: "datenschutz@blumenladen-beispiel.de",
});

const dist = (name) => readFileSync(new URL(`dist/${name}.js`, web), "utf8");

function replaced(code, identifier, value) {
  const parts = code.split(identifier);
  if (parts.length !== 2) throw new Error(`${identifier} occurs ${parts.length - 1} times, not once`);
  return parts.join(JSON.stringify(sorted(value)));
}

/** The server writes keys in their order; what is measured is what is served. */
const sorted = (value) =>
  Array.isArray(value) ? value.map(sorted) : value && typeof value === "object" ? Object.fromEntries(Object.keys(value).sort().map((key) => [key, sorted(value[key])])) : value;

export const loader = (site, texts = messages(site.lang, "loader", site)) =>
  replaced(dist("loader"), "__PLAUSCH_SITE__", { ...site, texts });

/** What a banner asks for: three purposes with two services each, texts as long as the catalogue's. */
export const banner = (lang) => ({
  partners: 6,
  abroad: true,
  purposes: (lang === "de" ? [
    ["statistics", "Statistik", "Wir zählen, welche Seiten gelesen werden, woher die Besuche kommen, was angeklickt wird und wo Fehler auftreten. Manche Dienste erkennen Ihren Browser dabei wieder."],
    ["marketing", "Werbung", "Werbenetze beobachten, was Sie hier tun, und verbinden es mit Ihren Besuchen auf anderen Websites. Damit messen sie Werbung und wählen Anzeigen für Sie aus."],
    ["media", "Inhalte anderer Anbieter", "Videos, Karten, Schriften und Beiträge werden von anderen Anbietern geladen. Der Anbieter erfährt Ihre IP-Adresse und welche Seite Sie lesen."],
  ] : [
    ["statistics", "Statistics", "We count which pages are read, where visits come from, what is clicked and where errors happen. Some services recognise your browser when you come back."],
    ["marketing", "Advertising", "Advertising networks watch what you do here and connect it with your visits to other websites. They use it to measure advertising and to choose advertisements for you."],
    ["media", "Content from others", "Videos, maps, typefaces and posts are loaded from other providers. The provider learns your IP address and which page you read."],
  ]).map((purpose, at) => [...purpose, [
    [["matomo", "a8Ld03kf", "Matomo"], ["hotjar", "Lk39dk2a", "Hotjar"]],
    [["google-ads", "Pd93kd0s", "Google Ads"], ["meta-pixel", "0dkLd93j", "Meta Pixel"]],
    [["youtube", "mKd93kdl", "YouTube"], ["google-maps", "7dk30dKx", "Google Maps"]],
  ][at]]),
});

/** The loader of a site with a banner: both layers and their texts. */
export const manager = ({ site, lang, notice, privacy, imprint }) =>
  replaced(dist("manager"), "__PLAUSCH_SITE__", {
    site, lang, notice, privacy, imprint, banner: banner(lang), services: `/s/${site}/${lang}/services.9f86d081884c7d65.js`,
    texts: { ...messages(lang, "banner", { partners: 6 }), launcher: messages(lang, "loader").launcher },
  });

/** What holds back tags that can't be marked up. */
export const catching = ({ site, lang }) =>
  replaced(dist("catch"), "__PLAUSCH_SITE__", {
    site, caught: banner(lang).purposes.flatMap(([, , , services]) => services.map(([id, state]) => [id, state, [`https://www.${id}.example`]])),
  });

export const chat = (lang, texts = messages(lang, "chat")) => replaced(dist("chat"), "__PLAUSCH_TEXTS__", texts);

/** What visitors take along. */
export const copies = (lang, texts = messages(lang, "copies")) => replaced(dist("copies"), "__PLAUSCH_TEXTS__", texts);

/** What asks about contact data and tells what was masked. */
export const masking = (lang, texts = messages(lang, "masking")) => replaced(dist("masking"), "__PLAUSCH_TEXTS__", texts);

/** What tells of a changed notice. */
export const changed = (lang, texts = messages(lang, "changed")) => replaced(dist("changed"), "__PLAUSCH_TEXTS__", texts);

/** What shows links of messages: the same for every site. */
export const embeds = () => dist("embeds");
