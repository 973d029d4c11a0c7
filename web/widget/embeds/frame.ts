// Which frame a link leads to, by the rules of the registry (core/registry/embed.rs says which rules there are). Pure. What
// isn't exactly as a rule has it leads nowhere, and the link stays a link: nothing of an address gets into a frame but what
// one of the places below lets through, encoded anew, and the frame's origin is one that the registry names.

import type { EmbedLink } from "../types";

const decimal = "-?\\d{1,3}(?:\\.\\d{1,12})?";
const places: Record<string, string> = {
  id: "[\\w-]{1,64}",
  number: "\\d{1,20}",
  words: "[\\p{L}\\p{N}][\\p{L}\\p{N} .,'+_-]{0,99}",
  lat: decimal,
  lon: decimal,
  zoom: "\\d{1,2}",
};

type Values = Record<string, string>;

/** Notes what the places of a pattern stand for; whether the text is what the pattern describes. */
function reads(pattern: string, text: string | undefined, values: Values): boolean {
  const literal = (part: string) => part.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
  const wanted = pattern.split(/\{(\w+)\}/).map((part, at) => at % 2 ? `(?<${part}>${places[part]})` : literal(part)).join("");
  const found = text !== undefined && new RegExp(`^${wanted}$`, "u").exec(text);
  if (found) Object.assign(values, found.groups);
  return !!found;
}

/** Every parameter that is asked for, each of them once. */
const readsAll = (wanted: string, found: string, values: Values): boolean => {
  const given = new URLSearchParams(found);
  return [...new URLSearchParams(wanted)].every(([name, pattern]) => {
    const [value, ...more] = given.getAll(name);
    return !more.length && reads(pattern, value, values);
  });
};

/** West, south, east and north of what a small frame shows around a place; in Mercator's picture of the world. */
function box({ lat, lon, zoom = "15" }: Values): string | undefined {
  const [y, x] = [Number(lat), Number(lon)];
  if (!(Math.abs(y) <= 85 && Math.abs(x) <= 180 && Number(zoom) < 20)) return;
  const half = 360 * 150 / 256 / 2 ** Number(zoom);
  const high = half * Math.cos(y * Math.PI / 180) * 9 / 16;
  return [x - half, y - high, x + half, y + high].map((degrees) => degrees.toFixed(5)).join();
}

/** The address to frame for a link; nothing when no rule is about it. */
export function frameOf(address: string, links: EmbedLink[], origins: string[]): string | undefined {
  for (const [link, frame] of links) {
    try {
      const [, origin, path, query = "", hash = ""] = /^(\w+:\/\/[^/?#]+)([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/.exec(link)!;
      const url = new URL(address);
      const values: Values = {};
      if (url.origin !== origin || url.username || url.password
        || !reads(path || "/", decodeURIComponent(url.pathname), values)
        || !readsAll(query, url.search, values) || !readsAll(hash, url.hash.slice(1), values)) continue;
      if (/\{box\}/.test(frame)) values.box = box(values)!;
      const filled = new URL(frame.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name]!)));
      if (Object.values(values).every(Boolean) && origins.includes(filled.origin)) return filled.href;
    } catch {
      // Not an address, or one that can't be read: the next rule, and in the end none.
    }
  }
  return undefined;
}
