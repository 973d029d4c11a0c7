// Finds addresses in a message. Pure: the pieces put together are the message again, and only http, https and mailto
// ever become a link. Text is text. An address with a name before its host is one that misleads, so it stays text, too.

export interface Piece {
  text: string;
  href?: string;
}

/** An address ends where a sign turns the direction of text around: it would show another one than it leads to. */
const address = /https?:\/\/[^\s<>"\u202a-\u202e\u2066-\u2069]+|(?:mailto:)?[\p{L}\d._%+-]+@[\p{L}\d-]+(?:\.[\p{L}\d-]+)+/giu;
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
    return allowed.includes(url.protocol) && !url.username && !url.password ? url.href : undefined;
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
