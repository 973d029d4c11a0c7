// The one Trusted Types policy of these pages (crates/server/src/http/page/headers.rs says why): HTML passes, because
// htmx parses our own fragments; text and addresses of scripts don't.
if (window.trustedTypes) {
  window.trustedTypes.createPolicy('default', {
    createHTML: (html) => html,
    createScript: () => null,
    createScriptURL: () => null,
  });
}
