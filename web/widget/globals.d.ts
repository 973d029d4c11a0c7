// What the build and the server put in.

declare module "*.css" {
  /** The minified text of the stylesheet. */
  const text: string;
  export default text;
}

/** Whether the script is built for sites that have a banner; the build knows, and leaves out what the other doesn't need. */
declare const __HAS_BANNER__: boolean;

/** Replaced by the server with the site's facts, as JSON. Occurs exactly once, in each of loader, manager and services. */
declare const __PLAUSCH_SITE__: import("./types").Site;

/** Replaced by the server with the messages of the module's file, as JSON. Occurs exactly once, in dist/chat.js, dist/copies.js and dist/masking.js. */
declare const __PLAUSCH_TEXTS__: import("./types").Texts;

interface Navigator {
  /** https://globalprivacycontrol.org */
  readonly globalPrivacyControl?: boolean;
  readonly doNotTrack?: string | null;
}

interface Window {
  /** Known where the browser has Trusted Types. */
  readonly trustedTypes?: { createPolicy<Rules>(name: string, rules: Rules): Rules };
  plausch?: import("./manager/plausch").Plausch;
}
