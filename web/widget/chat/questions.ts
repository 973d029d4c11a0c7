// What the chat asks or states at its foot, in place of the composer: plain words, and the way back beside the way on.

import type { Site } from "../types";
import { say } from "../texts";

export interface Question {
  text: string;
  choices: { id: string; act: () => void; isMain?: boolean; isGrave?: boolean }[];
}

export const toEnd = (site: Site, end: () => void, back: () => void): Question => ({
  text: say("end-question", { days: site.retention_days }),
  choices: [{ id: "end", isMain: true, act: end }, { id: "go-on", act: back }],
});

export const toErase = (erase: () => void, back: () => void): Question => ({
  text: say("erase-question"),
  choices: [{ id: "erase-now", isGrave: true, act: erase }, { id: "cancel", act: back }],
});

/** The visitor has to decide again, here or after a reload (then there is nothing to press). */
export const toDecide = (reason: "outdated" | "notice-changed", decide: () => void): Question => ({
  text: say(reason),
  choices: reason === "outdated" ? [{ id: "decide", isMain: true, act: decide }] : [],
});

/** After the end: what was said can still be erased here while the key is good; until when it is kept otherwise. */
export function farewell(
  site: Site, phase: "ended" | "withdrawn" | "expired" | "erased", hasConversation: boolean, hasDraft: boolean, now: number,
  erase: () => void, again: () => void,
): Question {
  const date = new Date(now + site.retention_days * 864e5).toLocaleDateString(site.lang, { dateStyle: "long" });
  // With an expired key nobody here knows whether there is still something: nothing is promised.
  const canErase = hasConversation && phase !== "erased" && phase !== "expired";
  return {
    text: [say(phase, { hours: site.idle_hours }), canErase && say("kept-until", { date }), hasDraft && say("draft")].filter(Boolean).join(" "),
    choices: [...canErase ? [{ id: "erase", act: erase }] : [], { id: "new-chat", isMain: true, act: again }],
  };
}
