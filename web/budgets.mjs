// Fails when what a visitor loads is over budget: the loader 4,000 bytes, the one with a banner (both layers, three purposes
// with two services each) 4,500, what holds back unmarked tags 1,500, the chat panel 15,000, what shows links of messages 2,500,
// the copies that visitors take along 4,500, what asks and tells about masking 2,500, what tells of a changed notice 1,500, each with its texts as the server serves it, in brotli 11.

import { brotliCompressSync, constants } from "node:zlib";
import { catching, changed, chat, copies, embeds, facts, loader, manager, masking, messages } from "./assemble.mjs";

const brotli = (text) =>
  brotliCompressSync(Buffer.from(text), {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 22 },
  }).length;

let isOver = false;
for (const lang of ["de", "en"]) {
  for (const [name, text, budget] of [
    ["loader", loader(facts(lang)), 4000],
    ["manager", manager(facts(lang)), 4500],
    ["catch", catching(facts(lang)), 1500],
    ["chat", chat(lang), 15000],
    ["unkept", chat(lang, { ...messages(lang, "chat"), ...messages(lang, "unkept-chat") }), 15000],
    ["embeds", embeds(), 2500],
    ["copies", copies(lang), 4500],
    ["masking", masking(lang), 2500],
    ["changed", changed(lang), 1500],
  ]) {
    const size = brotli(text);
    isOver ||= size > budget;
    console.log(`${name.padEnd(7)} ${lang}  ${String(size).padStart(6)} of ${budget} bytes brotli (${Buffer.byteLength(text)} decoded)${size > budget ? "  OVER" : ""}`);
  }
}
if (isOver) process.exitCode = 1;
