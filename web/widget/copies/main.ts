// Copies that visitors take along: their consents, each with the text that was shown and the proof that it is in the log
// (R-PROOF-06), and their own conversation. The same for every site; fetched when somebody asks for it, never before.

export { consents } from "./consents";
export { conversation } from "./conversation";
