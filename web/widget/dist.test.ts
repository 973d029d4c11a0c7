// What is really served: the built files with their texts.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

const web = process.env.PLAUSCH_WEB!;
const { changed, chat, copies, facts, loader, manager, masking, messages } = await import(join(web, "assemble.mjs"));
const built = (name: string) => readFileSync(join(web, "dist", name), "utf8");

test("each identifier that the server replaces occurs exactly once", () => {
  const count = (text: string, word: string) => text.split(word).length - 1;
  for (const name of ["loader.js", "manager.js", "services.js", "catch.js"]) assert.equal(count(built(name), "__PLAUSCH_SITE__"), 1, name);
  for (const name of ["chat.js", "copies.js", "masking.js", "changed.js"]) assert.equal(count(built(name), "__PLAUSCH_TEXTS__"), 1, name);
  assert.equal(count(built("embeds.js"), "__PLAUSCH"), 0);
  assert.equal(count(built("loader.js"), "__PLAUSCH_TEXTS__") + count(built("chat.js"), "__PLAUSCH_SITE__"), 0);
});

test("r_term_02 the loader names no way to store, to identify or to connect beyond the allowed ones", () => {
  const forbidden = [
    "document.cookie", "cookieStore", "indexedDB", "caches", "serviceWorker", "sendBeacon", "WebSocket", "EventSource",
    "XMLHttpRequest", "BroadcastChannel", "Worker", "canvas", "WebGL", "AudioContext", "RTCPeerConnection", "navigator",
    "screen", "devicePixelRatio", "matchMedia", "performance", "Intl", "toLocale", "geolocation", "document.referrer", "location",
    "history", "document.title", "Notification", "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(",
    "Function(", ".style", "setInterval", "requestIdleCallback", "prefetch", "preload", "new Image", "postMessage",
  ];
  for (const word of forbidden) assert.ok(!built("loader.js").includes(word), word);
});

test("r_sig_02 r_term_02 the loader with the banner looks at the browser's signals and at nothing else of it", () => {
  const text = built("manager.js");
  const looked = [...text.matchAll(/navigator\.(\w+)/g)].map(([, name]) => name);
  assert.deepEqual(new Set(looked), new Set(["globalPrivacyControl", "doNotTrack"]));
  for (const word of [
    "document.cookie", "cookieStore", "indexedDB", "caches", "serviceWorker", "sendBeacon", "WebSocket", "EventSource", "XMLHttpRequest",
    "BroadcastChannel", "canvas", "screen", "devicePixelRatio", "matchMedia", "performance", "Intl", "document.referrer", "location",
    "innerHTML", "outerHTML", "document.write", "eval(", "Function(", "setInterval", "fetch(",
  ]) assert.ok(!text.includes(word), word);
});

test("r_ban_06 names of elements say nothing that filter lists look for", () => {
  const classes = [...`${built("manager.js")} ${built("services.js")}`.matchAll(/className:"([^"]*)"/g)].map(([, name]) => name);
  assert.ok(classes.length > 3, "need classes for this to mean anything");
  for (const name of classes) assert.doesNotMatch(name!, /cookie|consent|gdpr|banner|privacy|cmp/i);
});

test("r_term_10 r_term_11 neither script knows another address or looks at the device", () => {
  for (const name of ["loader.js", "chat.js"]) {
    const addresses = built(name).match(/https?:\/\/[a-z][\w.-]+/g) ?? [];
    assert.deepEqual(addresses.filter((one) => one !== "http://www.w3.org"), [], name);
    for (const word of ["userAgent", "document.cookie", "indexedDB", "document.referrer", "document.title", "innerHTML", "eval(", "sendBeacon", "platform", "timeZone", "hardwareConcurrency", "getBattery", "location"]) {
      assert.ok(!built(name).includes(word), `${name}: ${word}`);
    }
  }
});

test("r_term_01 what shows links of messages knows no address, asks for nothing but the frame, and looks at nothing", () => {
  const text = built("embeds.js");
  assert.ok(text.includes("iframe") && text.includes("allow-scripts"), "need the frame for this to mean anything");
  for (const word of [
    "fetch(", "XMLHttpRequest", "sendBeacon", "preconnect", "prefetch", "dns-", "<link", "new Image", '"img"', "localStorage", "sessionStorage", "document.cookie",
    "navigator", "userAgent", "innerHTML", "srcdoc", "allow-top-navigation", "allow-popups", "autoplay", "eval(", "http:", "https:",
  ]) assert.ok(!text.includes(word), word);
});

test("r_term_01 the copies that visitors take along are made on the device: one request for them, and a look at nothing", () => {
  const text = built("copies.js");
  assert.deepEqual(text.match(/https?:\/\/[a-z][\w.-]+/g) ?? [], []);
  assert.equal(text.split("fetch(").length - 1, 2, "the receipt, and by the chat the conversation");
  for (const word of [
    "XMLHttpRequest", "sendBeacon", "new Image", "localStorage", "sessionStorage", "document.cookie", "indexedDB", "navigator", "userAgent", "location", "timeZone",
    "document.referrer", "document.title", "innerHTML", "insertAdjacentHTML", "document.write", "eval(", "Function(",
  ]) assert.ok(!text.includes(word), word);
});

test("the files have no source map and no markup strings", () => {
  for (const name of ["loader.js", "chat.js", "embeds.js", "copies.js", "masking.js", "changed.js"]) assert.doesNotMatch(built(name), /sourceMappingURL|<\/|setAttribute\("style"/);
});

test("both scripts with their texts are well-formed", () => {
  for (const lang of ["de", "en"]) {
    new Function(loader(facts(lang)));
    new Function(manager(facts(lang)));
    for (const module of [chat(lang), copies(lang), masking(lang), changed(lang)]) new Function(module.replace(/export\{[^}]*\}/, ""));
  }
});

test("r_info_06 German and English have the same messages with the same variables", () => {
  const variables = (text: string) => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort();
  for (const file of ["loader", "chat", "banner", "services", "copies", "masking", "changed"]) {
    const [german, english] = [messages("de", file), messages("en", file)];
    assert.deepEqual(Object.keys(english), Object.keys(german));
    for (const id in german) assert.deepEqual(variables(english[id]), variables(german[id]), id);
    for (const id in german) assert.notEqual(german[id], "", id);
  }
});

test("every message is used, and every message used exists", () => {
  const sources = readdirSync(join(web, "widget"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
    .map((name) => ({ name, text: readFileSync(join(web, "widget", name), "utf8") }));
  const loaderText = sources.filter(({ name }) => name.startsWith("loader")).map(({ text }) => text).join();
  const chatText = sources.filter(({ name }) => name.startsWith("chat")).map(({ text }) => text).join();
  for (const id in messages("de", "loader")) {
    const isUsed = loaderText.includes(`text.${id}`) || ["session", "memory"].includes(id);
    assert.ok(isUsed, `loader.ftl: ${id} is not used`);
  }
  const managerText = sources.filter(({ name }) => /^(manager|embeds)/.test(name)).map(({ text }) => text).join();
  for (const id in messages("de", "banner")) {
    assert.ok(managerText.includes(`text.${id}`) || managerText.includes(`text["${id}"]`), `banner.ftl: ${id} is not used`);
  }
  for (const id in messages("de", "services")) {
    assert.ok(managerText.includes(`"${id}"`) || loaderText.includes(`"${id}"`) || /^(place|transfer)-/.test(id), `services.ftl: ${id} is not used`);
  }
  const copiesText = sources.filter(({ name }) => name.startsWith("copies")).map(({ text }) => text).join();
  for (const id in messages("de", "copies")) assert.ok(copiesText.includes(`"${id}"`) || /^(place|change)-/.test(id), `copies.ftl: ${id} is not used`);
  for (const [, id] of copiesText.matchAll(/say\("([a-z-]+)"/g)) assert.ok(id! in messages("de", "copies"), `copies.ftl lacks ${id}`);
  const maskingText = sources.filter(({ name }) => name.startsWith("masking")).map(({ text }) => text).join();
  const kinds = readFileSync(join(web, "../crates/core/src/masking/kind.rs"), "utf8").match(/(?<=Self::\w+ => ")[a-z_]+(?=",)/g)!;
  assert.ok(kinds.length > 9, "need the kinds for this to mean anything");
  for (const id in messages("de", "masking")) assert.ok(maskingText.includes(`"${id}"`) || kinds.includes(id.replace("-", "_")), `masking.ftl: ${id} is not used`);
  for (const kind of kinds) assert.ok(kind.replace("_", "-") in messages("de", "masking"), `masking.ftl lacks ${kind}`);
  const known = messages("de", "chat");
  const dynamic = /^(state-|notice-|waiting-|ended$|withdrawn$|expired$|erased$)/;
  for (const id in known) assert.ok(chatText.includes(`"${id}"`) || dynamic.test(id), `chat.ftl: ${id} is not used`);
  for (const [, id] of chatText.matchAll(/say\("([a-z-]+)"/g)) assert.ok(id! in known, `chat.ftl lacks ${id}`);
  for (const [, id] of chatText.matchAll(/item\("([a-z]+)"/g)) assert.ok(`notice-${id}` in known, `chat.ftl lacks notice-${id}`);
});

test("r_info_01 the notice has all items of Art. 13(1)(a)-(f) and (2)(a)-(f)", () => {
  const notice = readFileSync(join(web, "widget/chat/notice.ts"), "utf8");
  const items = {
    "1a": "controller", "1b": "officer", "1c": "purpose", "1d": "interest", "1e": "recipients", "1f": "transfers",
    "2a": "period", "2b": "rights", "2c": "withdrawal", "2d": "complaint", "2e": "voluntary", "2f": "decisions",
  };
  for (const [letter, id] of Object.entries(items)) assert.ok(notice.includes(`item("${id}"`), `(${letter}) ${id}`);
});

test("r_ban_06 r_cons_05 the dialog says consent by its name, and the start of the other mode never does", () => {
  const german = messages("de", "loader");
  const english = messages("en", "loader");
  for (const id of ["why", "toggle"]) {
    assert.match(german[id], /[Ee]inwillig|willige ein/);
    assert.match(english[id], /consent/);
  }
  for (const id of ["request", "kept", "start"]) {
    assert.doesNotMatch(german[id], /willig/i);
    assert.doesNotMatch(english[id], /consent/i);
  }
});
