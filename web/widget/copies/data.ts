// "My data", in the chat's menu: the conversation as a file, and the way to the visitor's own page (R-DSR-03). The page opens
// with a ticket that counts for minutes, behind the `#`: no server and no page before it is told.

import type { Api } from "../chat/api";
import { element, link, styled } from "../element";
import { say } from "../texts";
import { save } from "./save";
import css from "./style.css";

/** A ticket is used for so long; then another one is fetched. */
const FRESH = 24e4;

export async function data(place: HTMLElement, api: Api, id: string): Promise<void> {
  const { site, base } = api.context;
  const host = document.createElement("plausch-copies");
  const section = element("section", { lang: site.lang, ariaLabel: say("own") });
  const status = element("p", { role: "status" });
  styled(host, css).append(section);
  host.dir = "ltr";
  place.replaceChildren(host);
  let until = 0;
  const page = Object.assign(link("", say("own-open")), { target: "_blank", rel: "noopener noreferrer" });
  const renew = async () => {
    const { body } = await api.call("POST", `conversations/${id}/ticket`);
    status.textContent = body?.ticket ? "" : say("own-failed");
    if (!body?.ticket) return false;
    page.href = `${base}/s/${site.site}/${site.lang}/my#${body.ticket}`;
    until = Date.now() + FRESH;
    return true;
  };
  page.onclick = (event) => {
    if (Date.now() < until) return;
    event.preventDefault();
    void renew().then((isFresh) => isFresh && page.click());
  };
  const keep = (as: "json" | "html", name: string) => element("button", {
    async onclick() {
      try {
        const response = await api.fetch(`conversations/${id}/export${as === "html" ? "?as=html" : ""}`);
        if (response.ok) save(`chat-${site.site}`, `${site.lang}.${as}`, await response.blob());
        status.textContent = response.ok ? "" : say("not-downloaded");
      } catch {
        status.textContent = say("own-failed");
      }
    },
  }, name);
  section.append(element("p", {}, say("own-what")), element("p", {}, page), element("div", { className: "deeds" }, keep("html", say("own-html")), keep("json", say("own-json"))), status);
  await renew();
}
