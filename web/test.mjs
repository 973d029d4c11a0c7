// Bundles the unit tests beside their sources and runs them with node's own runner. `npm test -- choice` runs one file.

import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = fileURLToPath(new URL(".", import.meta.url));
const wanted = process.argv[2] ?? "";
const tests = readdirSync(join(here, "widget"), { recursive: true })
  .filter((name) => name.endsWith(".test.ts") && name.includes(wanted))
  .map((name) => join(here, "widget", name));

// Inside node_modules, so that the bundled tests find their packages.
const folder = mkdtempSync(join(here, "node_modules", ".tests-"));
try {
  await build({
    absWorkingDir: here,
    entryPoints: tests,
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    packages: "external",
    platform: "node",
    format: "esm",
    target: "node20",
    sourcemap: "inline",
    loader: { ".css": "text" },
    define: { __PLAUSCH_TEXTS__: "{}", __HAS_BANNER__: "true" },
    logLevel: "warning",
  });
  const files = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(".mjs")).map((name) => join(folder, name));
  const { status } = spawnSync(process.execPath, ["--enable-source-maps", "--test", ...files], {
    stdio: "inherit",
    env: { ...process.env, PLAUSCH_WEB: here },
  });
  process.exitCode = status ?? 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
