// Understands `text/event-stream` however the network cuts it into pieces.

export interface Frame {
  name: string;
  data: string;
}

export class Frames {
  #rest = "";
  #name = "";
  #data: string[] = [];
  #afterReturn = false;

  /** Takes the next piece of text and gives every frame that it completes. */
  take(text: string): Frame[] {
    const complete: Frame[] = [];
    // "\r\n" may be cut in the middle: a "\n" that begins a piece belongs to the "\r" that ended the last one.
    if (this.#afterReturn && text.startsWith("\n")) text = text.slice(1), this.#afterReturn = false;
    if (text) this.#afterReturn = text.endsWith("\r");
    const lines = (this.#rest + text).split(/\r\n|\r|\n/);
    this.#rest = lines.pop()!;
    for (const line of lines) {
      const frame = this.#line(line);
      if (frame) complete.push(frame);
    }
    return complete;
  }

  #line(line: string): Frame | undefined {
    if (!line) {
      const frame = { name: this.#name || "message", data: this.#data.join("\n") };
      const isWorthIt = this.#data.length > 0;
      this.#name = "";
      this.#data = [];
      return isWorthIt ? frame : undefined;
    }
    const [, field, value = ""] = /^([^:]*)(?:: ?([^]*))?$/.exec(line)!;
    if (field === "event") this.#name = value;
    if (field === "data") this.#data.push(value);
    return undefined;
  }
}
