// Finds addresses in a message. Pure: the pieces put together are the message again, and only http, https and mailto
// ever become a link. Text is text.

export interface Piece {
  text: string;
  href?: string;
}

const address = /https?:\/\/[^\s<>"]+|(?:mailto:)?[\p{L}\d._%+-]+@[\p{L}\d-]+(?:\.[\p{L}\d-]+)+/giu;
const allowed = ["http:", "https:", "mailto:"];

/** Sentence marks at the end belong to the sentence; a closing bracket only when it was opened inside. */
function trimmed(found: string): string {
  let end = found.length;
  for (;;) {
    const last = found[end - 1] ?? "";
    const inside = found.slice(0, end);
    if (/[.,;:!?'*_»“”]/.test(last)) end--;
    else if (last === ")" && inside.split(")").length > inside.split("(").length) end--;
    else return inside;
  }
}

function target(text: string): string | undefined {
  try {
    const url = new URL(/^(https?:\/\/|mailto:)/i.test(text) ? text : `mailto:${text}`);
    return allowed.includes(url.protocol) ? url.href : undefined;
  } catch {
    return undefined;
  }
}

export function pieces(message: string): Piece[] {
  const found: Piece[] = [];
  let done = 0;
  for (const match of message.matchAll(address)) {
    const text = trimmed(match[0]);
    const href = target(text);
    if (!href) continue;
    if (match.index > done) found.push({ text: message.slice(done, match.index) });
    found.push({ text, href });
    done = match.index + text.length;
  }
  if (done < message.length) found.push({ text: message.slice(done) });
  return found;
}
