// The receipt of a record (docs/proof.md), asked of the server and told in words.

import { say } from "../texts";
import type { Texts } from "../types";
import type { Holder } from "./fold";

/** A service as the text of that time told it. */
export interface Told {
  id: string;
  name: string;
  purpose: { name: string | null };
  aim: string | null;
  pii_information: string | null;
  provider: { name: string; address: string };
  recipients: string | null;
  /** What is kept, by its name where it has one, and for how long: in words, or in days. */
  retention: { key?: string; lifetime?: string | null; days?: number }[];
  privacy_notice: string | null;
}

/** A choice: given, changed or taken back. */
export interface Event {
  event: {
    /** `{record}.{number}`; the first choice of a record has number 1. */
    id: string;
    time: string;
    state: "given" | "withdrawn" | "expired";
    valid_until: string;
    place: string;
    taken_back: string[];
  };
  notice: { version: string; language: string; address: string };
  controller: { name_and_address: string; contact: { mail: string | null; phone: string | null } };
  services: Told[];
  /** Nothing, until it is sealed. */
  proof: { position: number; head: string } | null;
}

export interface Receipt {
  schema: "plausch-receipt-1";
  record_id: string;
  site: string;
  made: string;
  /** The oldest first. */
  events: Event[];
}

/** `null`: nothing is recorded. Throws when the server can't be asked. */
export async function receiptOf({ site, base, choice }: Holder): Promise<Receipt | null> {
  const id = choice()?.id;
  if (!id) return null;
  const answer = await fetch(`${base}/v1/sites/${site.site}/receipts`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ id }),
    credentials: "omit",
    cache: "no-store",
    referrerPolicy: "no-referrer",
    signal: AbortSignal.timeout(2e4),
  });
  if (answer.status === 404) return null;
  if (!answer.ok) throw new Error(String(answer.status));
  return await answer.json() as Receipt;
}

/** A moment in the reader's language and time. */
export const moment = (lang: string, iso: string): string => new Date(iso).toLocaleString(lang, { dateStyle: "long", timeStyle: "short" });

/** What happened: in one word, and line by line. */
export interface Line {
  at: string;
  when: string;
  what: string;
  facts: [name: string, text: string][];
  event: Event;
}

/** Everything under a record in words, the newest first. */
export function lines({ events }: Receipt, lang: string): Line[] {
  const names: Texts = Object.fromEntries(events.flatMap(({ services }) => services).map(({ id, name }) => [id, name]));
  return events.map((one, at): Line => {
    const { event, services, proof } = one;
    const isTakenBack = event.state === "withdrawn";
    const next = events[at + 1]?.event.time;
    const until = next ?? event.valid_until;
    const gone = event.taken_back.map((id) => names[id] ?? id).join(", ");
    return {
      at: event.time,
      when: moment(lang, event.time),
      what: say(isTakenBack ? "withdrawn" : event.id.endsWith(".1") ? "given" : "changed"),
      facts: [
        ...isTakenBack ? [] : [
          [say("services"), services.map(({ name }) => name).join(", ")],
          [say("where"), say(`place-${event.place}`)],
        ] as [string, string][],
        ...gone ? [[say("taken-back"), gone]] as [string, string][] : [],
        ...isTakenBack ? [] : [[say(next || event.state === "expired" ? "was-until" : "until"), moment(lang, until)]] as [string, string][],
        [say("proof"), proof ? say("sealed", { position: proof.position }) : say("waits")],
      ],
      event: one,
    };
  }).reverse();
}
