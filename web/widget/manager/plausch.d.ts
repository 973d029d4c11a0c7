// What a page can ask of Plausch where the site has a banner: `window.plausch`, there as soon as the script has run.
// Reading, asking, showing, taking back. Only the visitor's own hand grants anything, or a settings page of the site's own
// that its operator has switched on.

export interface Plausch {
  /** May this service run now: granted in its present state, at most 180 days ago? */
  allows(service: string): boolean;
  /** Opens the settings, as every element with `data-plausch-settings` does. */
  openSettings(): void;
  /**
   * Asks for one service, or for all services of one purpose, in a small question with two equal answers; `true` when they are
   * allowed, also when they were before. Only right after the visitor has pressed something; otherwise `false`, with a word in
   * the console.
   */
  ask(serviceOrPurpose: string): Promise<boolean>;
  /**
   * From a settings page of the site's own: the visitor has chosen these services there, and no others. Works only where the
   * operator has switched it on; otherwise `false`, with a word in the console. Recorded with the place `adapter`.
   */
  grant(services: string[], how: { ui: "adapter" }): Promise<boolean>;
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
