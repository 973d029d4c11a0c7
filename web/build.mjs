// Builds what a visitor loads (web/dist/loader.js or manager.js, plain scripts; services.js and chat.js, ES modules) and the
// banner as an administrator sees it before it is published (preview.js); and the inbox's modules as one (inbox.js). The same
// sources give the same bytes.
// `__PLAUSCH_SITE__` and `__PLAUSCH_TEXTS__` stay bare identifiers for the server to replace.

import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

const stylesheets = {
  name: "stylesheets with their parts, as minified text",
  setup({ onLoad }) {
    onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { outputFiles } = await build({ entryPoints: [path], bundle: true, write: false, minify: true, target: "es2022" });
      return { contents: outputFiles[0].text.trim(), loader: "text" };
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

const banner = (has) => ({ define: { __HAS_BANNER__: String(has) } });
await build({ ...options, ...banner(false), entryPoints: ["widget/loader/main.ts"], outfile: "dist/loader.js", format: "iife" });
await build({ ...options, ...banner(true), entryPoints: ["widget/manager/main.ts"], outfile: "dist/manager.js", format: "iife" });
await build({ ...options, ...banner(true), entryPoints: ["widget/manager/services.ts"], outfile: "dist/services.js", format: "esm" });
await build({ ...options, ...banner(true), entryPoints: ["widget/manager/catch.ts"], outfile: "dist/catch.js", format: "iife" });
await build({ ...options, ...banner(true), entryPoints: ["widget/manager/preview.ts"], outfile: "dist/preview.js", format: "esm" });
await build({ ...options, entryPoints: ["widget/chat/main.ts"], outfile: "dist/chat.js", format: "esm" });
await build({ ...options, entryPoints: ["widget/copies/main.ts"], outfile: "dist/copies.js", format: "esm" });
await build({ ...options, entryPoints: ["widget/masking/main.ts"], outfile: "dist/masking.js", format: "esm" });
await build({ ...options, entryPoints: ["widget/changed/main.ts"], outfile: "dist/changed.js", format: "esm" });
await build({ ...options, ...banner(true), entryPoints: ["widget/embeds/main.ts"], outfile: "dist/embeds.js", format: "esm" });
await build({ ...options, entryPoints: ["inbox/main.js"], outfile: "dist/inbox.js", format: "esm" });
