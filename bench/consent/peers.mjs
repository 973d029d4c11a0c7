// The pages: each shows one consent manager with the same texts and three purposes. What a page loads comes from npm.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const file = (path) => readFileSync(here(`node_modules/${path}`));
const version = (name) => JSON.parse(file(`${name}/package.json`)).version;

const title = "Einwilligung für Cookies und ähnliche Techniken";
const intro = "Wir und 6 Partner möchten mit Ihrer Einwilligung Cookies setzen und Daten auf Ihrem Gerät lesen. "
  + "Das ist freiwillig. Sie können jederzeit widerrufen. Einige Partner verarbeiten Daten außerhalb der EU.";
const purposes = [
  ["statistics", "Statistik", "Wir zählen, welche Seiten gelesen werden."],
  ["marketing", "Werbung", "Partner zeigen Ihnen Anzeigen, die zu Ihren Besuchen passen."],
  ["media", "Medien", "Videos und Karten anderer Anbieter werden geladen."],
];
const accept = "Alle akzeptieren";
const refuse = "Alle ablehnen";
const settings = "Einstellungen";

const script = (src) => `<script src="${src}"></script>`;
const style = (href) => `<link rel="stylesheet" href="${href}">`;
const inline = (code) => `<script>${code}</script>`;
const json = JSON.stringify;

async function c15t() {
  const { outputFiles } = await build({
    entryPoints: [here("c15t/main.jsx")], bundle: true, minify: true, write: false, outdir: here("c15t"),
    define: { "process.env.NODE_ENV": '"production"' }, logLevel: "error",
  });
  return Object.fromEntries(outputFiles.map(({ path, contents }) => [path.endsWith(".css") ? "/c15t.css" : "/c15t.js", contents]));
}

/** Everything that is compared; `files` by address, `head` for the page, `shown` finds the banner, `accept` its button. */
export async function peers() {
  const react = await c15t();
  return [
    {
      name: "vanilla-cookieconsent", version: version("vanilla-cookieconsent"),
      files: { "/cc.js": file("vanilla-cookieconsent/dist/cookieconsent.umd.js"), "/cc.css": file("vanilla-cookieconsent/dist/cookieconsent.css") },
      head: style("/cc.css"),
      foot: script("/cc.js") + inline(`CookieConsent.run(${json({
        hideFromBots: false,
        categories: { necessary: { enabled: true, readOnly: true }, ...Object.fromEntries(purposes.map(([id]) => [id, {}])) },
        language: { default: "de", translations: { de: {
          consentModal: { title, description: intro, acceptAllBtn: accept, acceptNecessaryBtn: refuse, showPreferencesBtn: settings },
          preferencesModal: { title: settings, acceptAllBtn: accept, acceptNecessaryBtn: refuse, savePreferencesBtn: "Auswahl speichern",
            sections: purposes.map(([linkedCategory, title, description]) => ({ linkedCategory, title, description })) },
        } } },
      })})`),
      shown: "#cc-main .cm", accept: "#cc-main .cm__btn[data-role=all]",
    },
    {
      name: "orejime", version: version("orejime"),
      files: { "/o.js": file("orejime/dist/orejime-standard-de.js"), "/o.css": file("orejime/dist/orejime-standard.css") },
      head: style("/o.css"),
      foot: inline(`var orejimeConfig=${json({
        privacyPolicyUrl: "/datenschutz", lang: "de", forceBanner: true,
        purposes: purposes.map(([id, title, description]) => ({ id, title, description, cookies: [] })),
        translations: { banner: { title, description: intro, accept, decline: refuse, configure: settings } },
      })}`) + script("/o.js"),
      shown: ".orejime-Banner", accept: ".orejime-Banner-saveButton",
    },
    {
      name: "klaro", version: version("klaro"),
      files: { "/k.js": file("klaro/dist/klaro.js") },
      head: "",
      foot: inline(`var klaroConfig=${json({
        lang: "de", acceptAll: true, privacyPolicy: "/datenschutz",
        translations: { de: { consentNotice: { title, description: intro }, acceptAll: accept, decline: refuse } },
        services: purposes.map(([name, title, description]) => ({ name, title, description, purposes: [name] })),
      })}`) + script("/k.js"),
      shown: ".klaro .cookie-notice, .klaro .cn-body", accept: ".klaro .cm-btn-success",
    },
    {
      name: "tarteaucitronjs", version: version("tarteaucitronjs"),
      files: {
        "/t/tarteaucitron.min.js": file("tarteaucitronjs/tarteaucitron.min.js"),
        "/t/tarteaucitron.services.min.js": file("tarteaucitronjs/tarteaucitron.services.min.js"),
        "/t/css/tarteaucitron.min.css": file("tarteaucitronjs/css/tarteaucitron.min.css"),
        "/t/lang/tarteaucitron.de.min.js": file("tarteaucitronjs/lang/tarteaucitron.de.min.js"),
      },
      head: "",
      foot: inline(`var tarteaucitronForceLanguage="de"`) + script("/t/tarteaucitron.min.js") + inline(`tarteaucitron.init(${json({
        privacyUrl: "/datenschutz", orientation: "bottom", showAlertSmall: false, highPrivacy: true, AcceptAllCta: true, DenyAllCta: true,
        cdn: "/t/", useExternalCss: false, useExternalJs: false, removeCredit: true, mandatory: true, showIcon: false,
      })});(tarteaucitron.job=tarteaucitron.job||[]).push("matomocloud","googleads","youtube")`),
      shown: "#tarteaucitronAlertBig", accept: "#tarteaucitronPersonalize2",
    },
    {
      name: "cookieconsent (Osano)", version: version("cookieconsent"),
      files: { "/c.js": file("cookieconsent/build/cookieconsent.min.js"), "/c.css": file("cookieconsent/build/cookieconsent.min.css") },
      head: style("/c.css"),
      foot: script("/c.js") + inline(`cookieconsent.initialise(${json({
        type: "opt-in", palette: { popup: { background: "#fff", text: "#222" }, button: { background: "#0b5f57", text: "#fff" } },
        content: { message: intro, allow: accept, deny: refuse, link: "Datenschutz", href: "/datenschutz" },
      })})`),
      shown: ".cc-window", accept: ".cc-allow",
    },
    {
      name: "c15t (React)", version: version("@c15t/react"),
      files: react, head: style("/c15t.css"), foot: script("/c15t.js"),
      shown: "[data-testid='consent-banner-card']", accept: "[data-testid='consent-banner-accept-button']",
    },
  ];
}
