// What the build and the server put in.

declare module "*.css" {
  /** The minified text of the stylesheet. */
  const text: string;
  export default text;
}

/** Replaced by the server with the site's facts, as JSON. Occurs exactly once, in dist/loader.js. */
declare const __PLAUSCH_SITE__: import("./types").Site;

/** Replaced by the server with the messages of chat.ftl, as JSON. Occurs exactly once, in dist/chat.js. */
declare const __PLAUSCH_TEXTS__: import("./types").Texts;
