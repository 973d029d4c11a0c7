import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { pieces } from "./links";

const links = (text: string) => pieces(text).filter((piece) => piece.href);

test("an address in a sentence becomes a link without the sentence's marks", () => {
  assert.deepEqual(pieces("Siehe https://a.example/x?y=1. Danke!"), [
    { text: "Siehe " },
    { text: "https://a.example/x?y=1", href: "https://a.example/x?y=1" },
    { text: ". Danke!" },
  ]);
});

test("a closing bracket belongs to the address only when it was opened there", () => {
  assert.equal(links("(https://a.example/b)")[0]?.text, "https://a.example/b");
  assert.equal(links("https://a.example/b_(c)")[0]?.text, "https://a.example/b_(c)");
});

test("a mail address becomes a mailto link", () => {
  assert.deepEqual(links("an vera@blumen.example, bitte"), [{ text: "vera@blumen.example", href: "mailto:vera@blumen.example" }]);
});

test("other protocols stay text", () => {
  for (const text of ["javascript:alert(1)", "data:text/html,x", "ftp://a.example", "vbscript:x", "file:///etc/passwd", "//a.example", "blob:https://"]) {
    assert.deepEqual(links(text.replace("https://", "")), [], text);
  }
});

test("an address that shows one host and leads to another stays text", () => {
  for (const text of [
    "https://bank.example@evil.example", "https://bank.example:443@evil.example/konto", "https://:geheim@evil.example", "HTTPS://Bank.Example%2F@evil.example",
    "https://bank.example%5C@evil.example/",
  ]) assert.deepEqual(links(text), [], text);
  assert.deepEqual(links("https://a.example/@vera").map(({ href }) => href), ["https://a.example/@vera"], "behind the host it is harmless");
  assert.equal(links("https://a.example/?an=vera@b.example").length, 1);
});

test("what turns the direction of text around ends an address", () => {
  for (const sign of ["\u202e", "\u202b", "\u2066", "\u2069"]) {
    assert.deepEqual(links(`https://a.example/b${sign}gpj.exe`).map(({ text }) => text), ["https://a.example/b"]);
  }
});

test("the pieces together are the message, and no link has another protocol than http, https, mailto", () => {
  const word = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.webUrl({ withFragments: true, withQueryParameters: true }),
    fc.emailAddress(),
    fc.constantFrom("javascript:", "java\tscript:alert(1)", "https://", "http://[", "mailto:", "HTTPS://A.B", "(", ")", ".", "\u202e", "https://a@b:c@d", "data:,"),
  );
  fc.assert(fc.property(fc.array(word, { maxLength: 8 }), fc.constantFrom("", " ", "\n"), (words, between) => {
    const text = words.join(between);
    const found = pieces(text);
    assert.equal(found.map((piece) => piece.text).join(""), text);
    for (const { href } of found) if (href !== undefined) assert.match(href, /^(https?:\/\/[^/?#@]*([/?#]|$)|mailto:)/);
  }), { numRuns: 2000 });
});
