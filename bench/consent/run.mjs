// Consent managers side by side, in one run: `node run.mjs [rounds]` prints a table and writes results.md. See README.md.

import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";
import { chromium } from "playwright-core";
import { peers } from "./peers.mjs";

const rounds = Number(process.argv[2] ?? 9);
const program = process.env.BENCH_PROGRAM ?? fileURLToPath(new URL("../../target/release/plausch", import.meta.url));
const kinds = { css: "text/css", js: "text/javascript" };
const devices = {
  phone: { viewport: { width: 360, height: 640 }, slowdown: 4 },
  desktop: { viewport: { width: 1280, height: 800 }, slowdown: 1 },
};

/** Serves the peers' files in brotli, as a good web server would. */
async function serve(all) {
  const files = new Map(all.flatMap(({ files }) => Object.entries(files))
    .map(([path, bytes]) => [path, brotliCompressSync(Buffer.from(bytes))]));
  const server = createServer((request, response) => {
    const path = request.url.split("?")[0];
    const bytes = files.get(path);
    if (!bytes) return response.writeHead(404).end();
    response.writeHead(200, {
      "content-type": kinds[path.split(".").pop()], "content-encoding": "br",
      "cache-control": "max-age=600", "access-control-allow-origin": "*",
    }).end(bytes);
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  return { origin: `http://127.0.0.1:${server.address().port}`, end: () => server.close() };
}

/** The real program with its demo sites. */
async function plausch() {
  const child = spawn(program, ["demo", "--json", "--listen", "127.0.0.1:0", "--shop", "localhost:0"], { stdio: ["ignore", "pipe", "inherit"] });
  let line = "";
  for await (const part of child.stdout) if ((line += part).includes("\n")) break;
  return { ...JSON.parse(line.split("\n")[0]), end: () => child.kill() };
}

const page = (one, origin) => `<!doctype html><html lang="de"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Seite</title>${one.head.replaceAll('="/', `="${origin}/`)}<body><h1>Überschrift</h1>${"<p>Ein Absatz Text, wie er auf jeder Seite steht.</p>".repeat(30)}
${one.foot.replaceAll('src="/', `src="${origin}/`).replaceAll('"cdn":"/', `"cdn":"${origin}/`)}</body></html>`;

/** In the page: when is the banner there, whole and opaque? Counted from the first byte of the page. */
function watch(selector) {
  window.shift = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) window.shift += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
  const opacity = (element) => element ? Number(getComputedStyle(element).opacity) * opacity(element.parentElement) : 1;
  const look = () => {
    const found = document.querySelector(selector);
    const box = found?.getBoundingClientRect();
    const isThere = box && box.height > 20 && box.top < innerHeight && box.bottom > 0
      && getComputedStyle(found).visibility === "visible" && opacity(found) > 0.99;
    if (isThere) window.visible = performance.now() - performance.getEntriesByType("navigation")[0].responseStart;
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

async function visit(context, one, url, html, slowdown) {
  const tab = await context.newPage();
  const session = await context.newCDPSession(tab);
  await session.send("Performance.enable");
  await session.send("Network.enable");
  await session.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
  let bytes = 0;
  const requests = new Set();
  session.on("Network.requestWillBeSent", ({ requestId, request }) => request.url !== url && !request.url.endsWith("favicon.ico") && requests.add(requestId));
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => requests.has(requestId) && (bytes += encodedDataLength));
  await tab.route(url, (route) => route.fulfill({ contentType: "text/html", body: html }));
  await tab.addInitScript(watch, one.shown ?? "nothing");
  // Chromium loads pages of its own beside every new tab; they would be measured, too.
  await tab.waitForTimeout(1500);
  await tab.goto(url, { waitUntil: "load" });
  if (one.shown && !one.isDecided) await tab.waitForFunction("window.visible", undefined, { timeout: 20_000 });
  await tab.waitForTimeout(800);
  const { metrics } = await session.send("Performance.getMetrics");
  const metric = (name) => metrics.find((entry) => entry.name === name).value;
  const [visible, shift] = await tab.evaluate(() => [window.visible, window.shift]);
  return { tab, bytes, requests: requests.size, visible, shift, scripting: metric("ScriptDuration") * 1000, heap: metric("JSHeapUsedSize") / 1024 };
}

async function measure(browser, one, url, html, { viewport, slowdown }) {
  const context = await browser.newContext({ viewport });
  const first = await visit(context, one, url, html, slowdown);
  let after;
  if (one.accept) {
    await first.tab.locator(one.accept).first().click();
    await first.tab.waitForTimeout(400);
    after = (await visit(context, { ...one, isDecided: true }, url, html, slowdown)).scripting;
  }
  await context.close();
  return { ...first, tab: undefined, after };
}

const all = await peers();
const files = await serve(all);
const ours = await plausch();
const empty = { name: "(empty page)", version: "", head: "", foot: "", files: {} };
/** What any script spends that remembers a choice and hears of it from other tabs: the browser's own cost, no line of ours. */
const floor = {
  name: "(a read of localStorage and a `storage` listener)", version: "", files: {}, foot: "",
  head: '<script>localStorage.getItem("x"); addEventListener("storage", () => {})</script>',
};
const own = {
  name: "Plausch", version: "this", head: "", files: {},
  foot: `<script src="${ours.chat}/s/kaufhaus/de/plausch.js" async></script>`,
  shown: "dialog[open]", accept: "dialog[open] button >> text=Alle akzeptieren",
};
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    // The page is put in place by the test, so Chromium does not know that it lies on loopback like everything it loads.
    "--disable-features=LocalNetworkAccessChecks"],
});
const entries = [empty, floor, own, ...all];
const found = new Map();
try {
  // In turns, so that a slow minute of the machine is everybody's.
  for (let round = 0; round < rounds; round += 1) {
    for (const [device, settings] of Object.entries(devices)) {
      for (const one of entries) {
        const key = `${device} ${one.name}`;
        const result = await measure(browser, one, new URL("/bench", ours.shop).href, page(one, files.origin), settings);
        found.set(key, [...(found.get(key) ?? []), result]);
      }
    }
  }
} finally {
  await browser.close();
  files.end();
  ours.end();
}

const of = (device, name, field) => median(found.get(`${device} ${name}`).map((result) => result[field] ?? NaN));
const above = (device, name, field) => of(device, name, field) - of(device, empty.name, "scripting");
const number = (value, digits = 0) => (Number.isNaN(value) ? "–" : value.toFixed(digits));
const table = Object.keys(devices).map((device) => {
  const base = "vanilla-cookieconsent";
  const rows = entries.slice(1).map(({ name, version }) => [
    `${name} ${version}`,
    number(of(device, name, "bytes")), number(of(device, name, "requests")),
    number(of(device, name, "visible")), number(of(device, name, "visible") / of(device, base, "visible"), 2),
    number(above(device, name, "scripting"), 1), number(above(device, name, "scripting") / above(device, base, "scripting"), 2),
    number(above(device, name, "after"), 1),
    number(of(device, name, "heap") - of(device, empty.name, "heap")), number(of(device, name, "shift"), 3),
  ].join(" | "));
  return `## ${device}\n\n| | bytes with heads | requests | visible, ms | ratio | scripting, ms | ratio | after the decision, ms | heap, kB | layout shift |\n|---|---|---|---|---|---|---|---|---|---|\n${rows.map((row) => `| ${row} |`).join("\n")}\n`;
});
const text = `# Consent managers side by side\n\nWritten by \`node run.mjs\`; how: [README.md](README.md). ${new Date().toISOString().slice(0, 16)} UTC, ${cpus()[0].model}, ${cpus().length} cores, `
  + `Chromium ${browser.version()}, median of ${rounds}. Load before: ${readFileSync("/proc/loadavg", "utf8").split(" ").slice(0, 3).join(" ")}.\n\n${table.join("\n")}`;
console.log(text);
if (rounds >= 9) writeFileSync(new URL("results.md", import.meta.url), text);
