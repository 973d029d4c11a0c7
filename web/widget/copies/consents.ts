// "My consents", in the chat's menu and in the banner's settings: what was given, changed and taken back, when, where, for
// which text, and two ways to keep it. Changes nothing: the switches stand beside it (R-PROOF-06).

import { element, link, styled } from "../element";
import { say } from "../texts";
import type { Holder } from "./fold";
import { paper } from "./paper";
import { lines, moment, receiptOf, type Line, type Receipt } from "./receipt";
import { save } from "./save";
import css from "./style.css";

export async function consents(place: HTMLElement, holder: Holder, where: "menu" | "settings"): Promise<void> {
  const { site, base } = holder;
  const host = document.createElement("plausch-copies");
  const section = element("section", { lang: site.lang, ariaLabel: say("title"), tabIndex: -1 });
  styled(host, css).append(section);
  host.dir = "ltr";
  place.replaceChildren(host);
  const show = async () => {
    section.ariaBusy = "true";
    section.replaceChildren(element("p", { role: "status" }, say("loading")));
    try {
      const receipt = await receiptOf(holder);
      section.replaceChildren(...receipt ? all(receipt) : [element("p", {}, say("nothing"))]);
    } catch {
      section.replaceChildren(
        element("p", { role: "alert" }, say("failed")),
        element("div", { className: "deeds" }, element("button", {
          onclick() {
            section.focus();
            void show();
          },
        }, say("again"))));
    }
    section.ariaBusy = "false";
  };

  const all = (receipt: Receipt): HTMLElement[] => [
    element("p", {}, say("intro", { time: moment(site.lang, receipt.made) })),
    element("ol", {}, ...lines(receipt, site.lang).map(item)),
    element("div", { className: "deeds" },
      element("button", { onclick: () => keep(receipt, "html") }, say("as-html")),
      element("button", { onclick: () => keep(receipt, "json") }, say("as-json"))),
    element("p", {}, say(`change-${where}`)),
    element("p", {}, say("afterwards"), " ", element("code", {}, receipt.record_id)),
  ];

  const item = ({ at, when, what, facts, event }: Line): HTMLElement => element("li", {},
    element("p", {}, element("strong", {}, what), " ", element("time", { dateTime: at }, when)),
    element("dl", {}, ...facts.flatMap(([name, text]) => [element("dt", {}, name), element("dd", {}, text)])),
    element("p", {}, Object.assign(link(base + event.notice.address, say("text", { time: when })), { target: "_blank", rel: "noopener noreferrer" })));

  const keep = (receipt: Receipt, as: "json" | "html") => {
    const content = as === "html" ? paper(receipt, holder) : JSON.stringify(receipt, null, 2);
    save(`${say("file")}-${site.site}`, `${site.lang}.${as}`, new Blob([content], { type: as === "html" ? "text/html" : "application/json" }));
  };

  await show();
}
