import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import type { EmbedLink } from "../types";
import { frameOf } from "./frame";

/** The rules of the catalogue, as they are built into the program. */
const folder = join(process.env.PLAUSCH_WEB!, "../crates/server/catalogue");
const rules = readdirSync(folder).map((name) => readFileSync(join(folder, name), "utf8")).map((text) => ({
  links: [...text.matchAll(/\{ link = "([^"]+)", frame = "([^"]+)" \}/g)].map(([, link, frame]) => [link, frame] as EmbedLink),
  origins: [.../\norigins = \[([^\]]*)\]/.exec(text)?.[1]!.matchAll(/"([^"]+)"/g) ?? []].map(([, origin]) => origin!),
})).filter(({ links }) => links.length);
/** As the chat asks: every service in its turn. */
const frame = (address: string) => rules.map(({ links, origins }) => frameOf(address, links, origins)).find(Boolean);

test("links that people send become the provider's own frame", () => {
  assert.ok(rules.length >= 4, "need rules for this to mean anything");
  for (const [link, expected] of [
    ["https://www.youtube.com/watch?v=dQw4w9WgXcQ", "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"],
    ["https://www.youtube.com/watch?list=PL1&v=dQw4w9WgXcQ&t=42s#kommentare", "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"],
    ["https://youtu.be/dQw4w9WgXcQ?si=wer-hat-es-geteilt", "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"],
    ["https://www.youtube.com/shorts/dQw4w9WgXcQ", "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"],
    ["https://vimeo.com/76979871", "https://player.vimeo.com/video/76979871?dnt=1"],
    ["https://vimeo.com/76979871/8272103f6e", "https://player.vimeo.com/video/76979871?h=8272103f6e&dnt=1"],
    ["https://open.spotify.com/episode/7makk4oTQel546B0PZlDM5?si=x", "https://open.spotify.com/embed/episode/7makk4oTQel546B0PZlDM5"],
    ["https://www.openstreetmap.org/#map=17/52.5163/13.3777&layers=N",
      "https://www.openstreetmap.org/export/embed.html?bbox=13.37609%2C52.51575%2C13.37931%2C52.51685"],
    ["https://www.openstreetmap.org/?mlat=52.5163&mlon=13.3777#map=17/52/13",
      "https://www.openstreetmap.org/export/embed.html?bbox=13.37126%2C52.51410%2C13.38414%2C52.51850&marker=52.5163,13.3777"],
  ]) assert.equal(frame(link!), expected);
});

test("r_term_10 an address that only looks like one of them leads to no frame", () => {
  for (const address of [
    "https://www.youtube.com/", "https://www.youtube.com/watch", "https://www.youtube.com/watch?v=", "https://www.youtube.com/watch?v=a&v=b",
    "https://www.youtube.com/watch?v=..%2F..%2Fredirect", "https://www.youtube.com/watch?v=a/b", "https://www.youtube.com/watch?v=a%3Fautoplay=1",
    "https://www.youtube.com.evil.example/watch?v=a", "https://evil.example/https://www.youtube.com/watch?v=a", "https://www.youtube.com:444/watch?v=a",
    "http://www.youtube.com/watch?v=a", "https://www.youtube.com@evil.example/watch?v=a", "https://a:b@www.youtube.com/watch?v=a",
    "https://youtu.be/", "https://youtu.be/a/b", "https://youtu.be/..", "https://youtu.be/%2e%2e%2fevil", "https://youtu.be/%", "https://youtu.be/a%00",
    `https://youtu.be/${"a".repeat(65)}`, "https://youtu.be/\u202ea", "https://yоutu.be/a", "https://vimeo.com/about", "https://vimeo.com/1/2/3",
    "https://www.openstreetmap.org/#map=17/95/13", "https://www.openstreetmap.org/#map=99/52/13", "https://www.openstreetmap.org/#map=17/52/181",
    "https://www.openstreetmap.org/#map=17/52", "https://www.openstreetmap.org/#map=17/1e9/2", "https://www.openstreetmap.org/?mlat=1&mlat=2&mlon=3",
    "javascript:alert(1)", "data:text/html,x", "blob:https://youtu.be/a", "mailto:vera@youtu.be", "//youtu.be/a", "", "https://", "kein Link",
  ]) assert.equal(frame(address), undefined, address);
});

test("a rule whose frame isn't from a registered origin shows nothing", () => {
  const links: EmbedLink[] = [["https://a.example/{id}", "https://b.example/{id}"]];
  assert.equal(frameOf("https://a.example/1", links, ["https://b.example"]), "https://b.example/1");
  assert.equal(frameOf("https://a.example/1", links, ["https://c.example"]), undefined);
  assert.equal(frameOf("https://a.example/1", links, []), undefined);
});

test("an operator's own rules: fixed addresses, words, parameters without a path", () => {
  const origins = ["https://www.google.com", "http://localhost:8090"];
  const links: EmbedLink[] = [
    ["https://www.google.com/maps/place/{words}", "https://www.google.com/maps/embed/v1/place?key=k&q={words}"],
    ["http://localhost:8090/film?v={id}", "http://localhost:8090/dienste/film?v={id}"], ["https://a.example?x={number}", "https://www.google.com/{number}"],
    ["https://a.example/heute (1).html", "https://www.google.com/heute"],
  ];
  assert.equal(frameOf("https://www.google.com/maps/place/Unter den Linden 1, Köln", links, origins),
    "https://www.google.com/maps/embed/v1/place?key=k&q=Unter%20den%20Linden%201%2C%20K%C3%B6ln");
  assert.equal(frameOf("http://localhost:8090/film?v=teekanne", links, origins), "http://localhost:8090/dienste/film?v=teekanne");
  assert.equal(frameOf("https://a.example?x=12", links, origins), "https://www.google.com/12");
  assert.equal(frameOf("https://a.example/heute%20(1).html", links, origins), "https://www.google.com/heute");
  assert.equal(frameOf("https://a.example/heute%20(1)xhtml", links, origins), undefined, "a dot is a dot");
});

test("r_term_10 whatever an address holds, a frame has a registered origin, the rule's own path and nothing new in it", () => {
  const part = fc.oneof(fc.string({ unit: "binary", maxLength: 20 }), fc.constantFrom("..", ".", "%2e%2e", "%2F", "@evil.example", ":444", "?v=b", "&h=1", "#", "\\", "//", "{id}", "$&", "52.5", "%"));
  const start = fc.constantFrom("https://www.youtube.com/watch?v=", "https://youtu.be/", "https://vimeo.com/1/", "https://open.spotify.com/track/",
    "https://www.openstreetmap.org/?mlat=1&mlon=", "https://www.openstreetmap.org/#map=3/", "https://www.youtube.com", "https://");
  const shape = new RegExp([
    "https://www\\.youtube-nocookie\\.com/embed/[\\w-]{1,64}", "https://player\\.vimeo\\.com/video/\\d+\\?(h=[\\w-]+&)?dnt=1",
    "https://open\\.spotify\\.com/embed/(track|album|playlist|episode|show)/[\\w-]+",
    "https://www\\.openstreetmap\\.org/export/embed\\.html\\?bbox=-?[\\d.]+(%2C-?[\\d.]+){3}(&marker=-?[\\d.]+,-?[\\d.]+)?",
  ].map((one) => `^${one}$`).join("|"));
  let shown = 0;
  fc.assert(fc.property(start, fc.array(part, { maxLength: 4 }), fc.stringMatching(/^[\w-]{0,12}$/), (before, parts, id) => {
    const found = frame(before + id + parts.join(""));
    if (found === undefined) return;
    shown += 1;
    assert.match(found, shape);
  }), { numRuns: 5000 });
  assert.ok(shown > 100, `need frames for this to mean anything: ${shown}`);
});
