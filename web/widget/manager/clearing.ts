// Removes what a service has kept in this site's own storage: first-party cookies, also those of parent domains, web
// storage and databases. What lies with others only they can remove.

import type { Rule } from "../types";

/** `_ga_*` means whatever begins with `_ga_`. */
const fits = (name: string, pattern: string): boolean =>
  pattern.endsWith("*") ? name.startsWith(pattern.slice(0, -1)) : name === pattern;

function clearCookies(pattern: string): void {
  const labels = location.hostname.split(".");
  const domains = ["", ...labels.map((_, at) => `;domain=${labels.slice(at).join(".")}`)];
  const folders = location.pathname.split("/");
  const paths = folders.flatMap((_, at) => [folders.slice(0, at).join("/") || "/", folders.slice(0, at).join("/") + "/"]);
  for (const name of document.cookie.split("; ").map((one) => one.split("=")[0]!)) {
    if (!fits(name, pattern)) continue;
    for (const domain of domains) for (const path of new Set(paths)) {
      for (const kind of ["", ";secure", ";secure;partitioned"]) document.cookie = `${name}=;max-age=0;path=${path}${domain}${kind}`;
    }
  }
}

function clearStorage(area: "localStorage" | "sessionStorage", pattern: string): void {
  for (const name of Object.keys(window[area])) if (fits(name, pattern)) window[area].removeItem(name);
}

async function clearDatabases(pattern: string): Promise<void> {
  for (const { name } of await indexedDB.databases()) if (name && fits(name, pattern)) indexedDB.deleteDatabase(name);
}

export function clear(keys: Rule["keys"]): void {
  for (const [place, name] of keys) {
    try {
      if (place === "cookie") clearCookies(name);
      else if (place === "local_storage") clearStorage("localStorage", name);
      else if (place === "session_storage") clearStorage("sessionStorage", name);
      else void clearDatabases(name).catch(() => {});
    } catch {
      // A browser that keeps nothing has nothing to remove.
    }
  }
}
