// Builds web/dist/loader.js (a plain script) and web/dist/chat.js (an ES module). The same sources give the same bytes.
// `__PLAUSCH_SITE__` and `__PLAUSCH_TEXTS__` stay bare identifiers for the server to replace.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build, transform } from "esbuild";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

const stylesheets = {
  name: "stylesheets as minified text",
  setup(build) {
    build.onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { code } = await transform(readFileSync(path, "utf8"), { loader: "css", minify: true, target: "es2022" });
      return { contents: code.trim(), loader: "text" };
    });
  },
};

const options = {
  bundle: true,
  minify: true,
  charset: "utf8",
  target: "es2022",
  legalComments: "none",
  sourcemap: false,
  logLevel: "warning",
  plugins: [stylesheets],
  absWorkingDir: here("."),
};

await build({ ...options, entryPoints: ["widget/loader/main.ts"], outfile: "dist/loader.js", format: "iife" });
await build({ ...options, entryPoints: ["widget/chat/main.ts"], outfile: "dist/chat.js", format: "esm" });
