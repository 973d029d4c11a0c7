// The receipt as one file to read and to print: made of elements that are in no document, then written down, so that
// nothing of the data is ever read as markup. It loads nothing.

import { element, link } from "../element";
import { say } from "../texts";
import type { Holder } from "./fold";
import css from "./paper.css";
import { lines, moment, type Receipt, type Told } from "./receipt";

export function paper(receipt: Receipt, { site, base }: Holder): string {
  const { lang } = site;
  const { controller } = receipt.events.at(-1)!;
  const list = (facts: [string, string | null | undefined][]) => element("dl", {}, ...facts.flatMap(([name, text]) =>
    text ? [element("div", {}, element("dt", {}, name), element("dd", {}, text))] : []));
  const service = ({ name, purpose, aim, pii_information, provider, recipients, retention, privacy_notice }: Told) => element("section", {},
    element("h3", {}, name),
    list([
      [say("purpose"), purpose.name], [say("aim"), aim], [say("data"), pii_information],
      [say("provider"), [...new Set([provider.name, provider.address])].join(", ")], [say("recipients"), recipients],
      [say("kept"), retention.map(({ key, lifetime, days }) => [key, lifetime || days && say("days", { days })].filter(Boolean).join(": ")).join(" · ")],
      [say("privacy"), privacy_notice],
    ]));
  const told = lines(receipt, lang).map(({ at, when, what, facts, event: { event, notice, services, proof } }) => element("article", {},
    element("h2", {}, what, " ", element("time", { dateTime: at }, when)),
    list([
      ...facts,
      [say("utc"), at], [say("number"), event.id], [say("version"), notice.version], [say("head"), proof?.head],
    ]),
    element("p", {}, say("text", { time: when }), ": ", link(base + notice.address, base + notice.address)),
    ...event.state === "withdrawn" ? [] : services.map(service)));
  const page = element("html", { lang },
    element("head", {},
      charset(),
      element("meta", { name: "viewport", content: "width=device-width, initial-scale=1" }),
      element("meta", { httpEquiv: "content-security-policy", content: "default-src 'none'; style-src 'unsafe-inline'" }),
      element("title", {}, `${say("title")}: ${site.name}`),
      element("style", {}, css)),
    element("body", {}, element("main", {},
      element("h1", {}, say("title")),
      list([
        [say("site"), `${site.name} (${receipt.site})`], [say("controller"), controller.name_and_address],
        [say("contact"), [controller.contact.mail, controller.contact.phone].filter(Boolean).join(", ")],
        [say("record"), receipt.record_id], [say("made"), moment(lang, receipt.made)],
      ]),
      ...told,
      element("p", {}, say("later")))));
  return `<!doctype html>\n${page.outerHTML}`;
}

function charset(): HTMLElement {
  const made = element("meta");
  made.setAttribute("charset", "utf-8");
  return made;
}
