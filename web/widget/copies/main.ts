// Copies that visitors take along: their consents, each with the text that was shown and the proof that it is in the log
// (R-PROOF-06), their own conversation, and the way to their own page (R-DSR-03). The same for every site; fetched when somebody asks for it, never before.

export { consents } from "./consents";
export { data } from "./data";
