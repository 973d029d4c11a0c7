// What the loader, the chat panel and the server's API agree on. Types only: nothing of this file reaches a browser.
// The contract in words is docs/api.md.

import type { Decisions } from "./manager/decisions";

/** The site's facts, put into the loader by the server in place of `__PLAUSCH_SITE__`. */
export interface Site {
  site: string;
  lang: string;
  /** `consent`: the visitor agrees first. `on_request`: "start chat" is the express request (section 25(2) no. 2 TDDDG). */
  mode: "consent" | "on_request";
  /** The version of everything that is shown: what a consent names. */
  notice: string;
  /** The state of the chat and of remembering it: a consent to them counts while it is this one. */
  revision: string;
  /** Path of the chat panel's module below the base address. */
  chat: string;
  name: string;
  privacy: string;
  imprint: string;
  mail: string | null;
  phone: string | null;
  /** `memory` keeps the chat's key in this page only: a reload ends the chat for this device. */
  lifetime: "session" | "memory";
  /** 0: remembering the chat on this device is not offered. */
  remember_days: number;
  idle_hours: number;
  /** 0: nothing is kept; whatever ends is gone. */
  retention_days: number;
  /** What is kept longer than the messages, in a sentence after a blank, where something is. */
  longer?: string;
  controller: string;
  dpo: string | null;
  texts: Texts;
  /** Only where the registry asks for something. */
  banner?: Banner;
  /** Path at which refusals are counted; only where the operator wants it. */
  refusals?: string;
  /** Path of what the banner's loader fetches when it is needed. */
  services?: string;
  /** Path of what shows links of messages; only where a service has rules for that. */
  embeds?: string;
  service_texts?: Texts;
}

/** A service that is asked for: id, present state, name. */
export type Asked = [id: string, state: string, name: string];

/** What the banner asks for. */
export interface Banner {
  /** The states of everything that is asked for, as the device keeps them; the banner works it out. */
  revision: string;
  /** How many providers. */
  partners: number;
  /** Whether data reach countries outside the EEA. */
  abroad: boolean;
  purposes: [id: string, name: string, description: string, services: Asked[]][];
  /** The site's own design: declarations for the banner's style sheet. Only where there is one. */
  style?: string;
  /** By service; only in the script that acts on them. */
  rules?: Record<string, Rule>;
  /** Keys that no service keeps any more; only there, too. */
  former?: Rule["keys"];
  /** Whether the site's own settings page may speak for a visitor; only there, too. */
  adapter?: boolean;
}

/** What the page has to know to start a service, and to clear up after it. */
export interface Rule {
  /** Its own keys on the device: place and name, `*` at the end for whatever follows. */
  keys: [place: "cookie" | "local_storage" | "session_storage" | "indexed_db", name: string][];
  /** Nothing is loaded from elsewhere. */
  origins: string[];
  signal: "google" | "matomo" | "uet" | null;
  /** Only of a service that can show links of messages. */
  embed?: Embed;
}

/** A link with places in braces, and the frame that it leads to. */
export type EmbedLink = [link: string, frame: string];

/** How a service shows links of messages, and what has to be told before. */
export interface Embed {
  provider: string;
  /** Where the data are processed, ISO 3166-1. */
  country: string;
  /** Whether it keeps something on the device. */
  keeps: boolean;
  links: EmbedLink[];
}

/** What the banner lends to the script behind it. */
export interface Bridge {
  /** The choice has changed, here or in another tab. */
  changed(choice: Choice | null): void;
  /** What was agreed to once counts no more, because it has changed or its time is over. */
  lost(services: string[]): void;
  /** Shows the settings. */
  settings(): void;
  /** Shows a link of a message below its text, if a service can and the visitor wants it. */
  embed?(address: string, place: HTMLElement): void;
  /** Another question stands in the banner's place; none: the banner may come back. */
  yields(to?: HTMLElement): void;
  /** What was decided, without what was granted; stays when nothing is granted. */
  decided?: Choice | null;
  /** The deeds behind the banner, once the second script is there. */
  banner?: Decisions;
}

/** Fluent messages by their id. */
export type Texts = Record<string, string>;

/** The visitor's own choice: the local key `plausch:{site}`. */
export interface Choice {
  v: 1;
  /** The consent record, known to this browser and the server's log. A refusal has none (R-TERM-07). */
  id?: string;
  /** The version that was shown. */
  notice: string;
  /** The language it was read in. */
  lang: string;
  /** The day of the choice, `2026-11-22`. */
  at: string;
  /** What was agreed to, in which state: `{"chat":"k3v8Yt0b"}`. */
  services: Record<string, string>;
  /** The state of everything that the banner asked for when it was decided. */
  asked?: string;
  /** The day of what was agreed to on another day than `at`: it lasts from then. Only where there is a banner. */
  days?: Record<string, string> | undefined;
  /**
   * A record of which the server hasn't heard yet: another than `id` was taken back as a whole; `id` itself holds less than the
   * server knows. Only where there is a banner.
   */
  untold?: string | undefined;
  /**
   * What was granted under `id` just now, before the server has answered: nothing of it runs. Whoever leaves the page meanwhile
   * is answered on the next one. Only where there is a banner.
   */
  wants?: Wanted | undefined;
}

/** A grant that is on its way: what the device keeps once the server has recorded it, and where it was given. */
export interface Wanted extends Pick<Choice, "at" | "days" | "services"> {
  id: string;
  ui: string;
  /** What stood in the key before, and stands there again if the server doesn't record it. */
  stood: Choice | string | null;
}

/** What the loader lends the chat panel. */
export interface Context {
  site: Site;
  base: string;
  launcher: HTMLButtonElement;
  /** What this device keeps; perhaps too old, or for another state of the chat. */
  choice(): Choice | null;
  /** Whether the chat may run today. */
  isGranted(): boolean;
  /** Keeps a new choice, or none; shows it in dialog, landing blocks and every tab. */
  save(choice: Choice | null): void;
  /** Shows the dialog that explains and asks. */
  ask(): void;
  /** Takes everything back: clears the device at once, tells the server; `late` hears whether that has to wait. */
  withdraw(late?: (isLate: boolean) => void): void;
  /** Opens the settings of everything else that the site asks for; only where there is a banner. */
  settings?(): void;
  /** Shows a link of a message below its text, if a service can and the visitor wants it; only where there is a banner. */
  embed?(address: string, place: HTMLElement): void;
  /** Fetches the loader past the browser's cache, so that a reload of the page shows the newest notice. */
  renew(): Promise<unknown>;
}

/** What the chat panel's module exports. */
export interface ChatPanel {
  /** Shows the chat; `wanted` when the visitor asked for it just now (focus moves), not when a page merely resumes it. */
  open(context: Context, wanted: boolean): void;
  /** The visitor's choice has changed, here or in another tab. */
  choiceChanged(): void;
}

/** A durable event of the conversation, as the visitor may see it. */
export interface ConversationEvent {
  seq: number;
  /** `seq` of the event before this one that the visitor may see. */
  previous: number;
  at: number;
  kind: string;
  author?: "visitor" | "agent" | "site";
  name?: string;
  id?: string;
  body?: string;
  /** Of a changed notice: what was promised about keeping when the chat began, where new ones are told otherwise. */
  stays?: "kept" | "unkept";
}

/** `GET /v1/conversations/{id}` */
export interface ConversationView {
  conversation: string;
  state: "waiting" | "open" | "closed";
  last: number;
  agents_seen: number;
  /** The server's time. */
  at: number;
  expires_at: number;
  remembered: boolean;
}
