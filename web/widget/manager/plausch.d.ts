// What a page can ask of Plausch where the site has a banner: `window.plausch`, there as soon as the script has run.
// Reading, showing, taking back. Nothing here grants anything: only the visitor's own hand does.

export interface Plausch {
  /** May this service run now: granted in its present state, at most 180 days ago? */
  allows(service: string): boolean;
  /** Opens the settings, as every element with `data-plausch-settings` does. */
  openSettings(): void;
  /** Takes back everything that the banner has asked for; `true` when it is done on this device. The chat keeps its own consent. */
  withdraw(): Promise<boolean>;
  /**
   * `consent`: something is granted, on every page view; `change`: what is granted has changed on this page; `firstConsent`:
   * it was granted just now. The listener gets the names of the services that may run.
   */
  on(event: "consent" | "change" | "firstConsent", listener: (services: string[]) => void): void;
}

declare global {
  interface Window {
    plausch?: Plausch;
  }
}
