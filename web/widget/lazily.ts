// Fetches what is the same for every site when it is wanted, never before: /w/{name}.{lang}.js.

import type { Site } from "./types";

let again = "";

export const lazily = <Module>(name: string, { site, base }: { site: Site; base: string }): Promise<Module> =>
  (import(base + "/w/" + name + "." + site.lang + ".js" + again) as Promise<Module>).catch((error) => {
    // A browser may remember a failed import for good, so another try gets another address.
    again += "?";
    throw error;
  });
