// "Remember this chat on this device": its own purpose with its own record (R-TERM-06). In mode `consent` the record of
// the chat gets the purpose added, in mode `on_request` there is a record for this purpose alone.

import { random } from "../random";
import type { Choice, Context } from "../types";
import { isFine, type Answer, type Api } from "./api";
import { remember, unremember, type Session } from "./session";

const path = (session: Session) => `conversations/${session.conversation}/remember`;

/** What else was agreed to stays. */
function choiceOf({ site, choice }: Context, remembers: boolean): Choice {
  const { remember: _, ...services } = choice()?.services ?? {};
  if (remembers) services.remember = site.revision;
  return { v: 1, at: new Date().toISOString().slice(0, 10), ...choice(), id: choice()?.id ?? random(16), notice: site.notice, lang: site.lang, services };
}

const record = ({ id, notice, lang, services }: Choice) => ({ id, notice, lang, services: Object.keys(services), ui: "menu" });

/** Asks the server first: nothing is kept unless it has recorded the consent. */
export async function switchOn(api: Api, session: Session): Promise<Answer> {
  const { context } = api;
  const choice = choiceOf(context, true);
  const agreed = await api.call("POST", `sites/${context.site.site}/consents`, record(choice));
  if (!isFine(agreed)) return agreed;
  const kept = await api.call("PUT", path(session), { consent: choice.id });
  if (isFine(kept)) {
    remember(context, session);
    context.save(choice);
  }
  return kept;
}

/** Clears the device at once; what the server has to be told comes back as requests. */
export function switchOff({ context }: Api, session: Session): { method: string; path: string; body?: unknown }[] {
  unremember(context);
  const choice = choiceOf(context, false);
  const consents = `sites/${context.site.site}/consents`;
  const isEmpty = !Object.keys(choice.services).length;
  context.save(isEmpty ? null : choice);
  return [
    { method: "DELETE", path: path(session) },
    isEmpty ? { method: "POST", path: `sites/${context.site.site}/withdrawals`, body: { id: choice.id } } : { method: "POST", path: consents, body: record(choice) },
  ];
}
