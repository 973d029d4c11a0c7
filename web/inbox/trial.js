// On the page where a banner is tried (crates/server/src/http/admin/trial.rs): the real loader runs, and leaves no trace. It
// runs before the loader. Requests that would record something are answered here, and what would lie on the device lies apart,
// in this tab only: the hosted landing page, which is on this origin too, finds nothing of it.
{
  const { notice } = document.currentScript.dataset;
  const start = 'plausch.trial';
  const kept = window.sessionStorage;

  class Apart {
    #start;

    constructor(area) {
      this.#start = `${start}.${area}:`;
    }

    getItem(key) {
      return kept.getItem(this.#start + key);
    }

    setItem(key, value) {
      kept.setItem(this.#start + key, value);
    }

    removeItem(key) {
      kept.removeItem(this.#start + key);
    }
  }
  for (const area of ['localStorage', 'sessionStorage']) Object.defineProperty(window, area, { value: new Apart(area) });

  /** Says what the server would have been told. */
  const say = (what, body) => {
    const place = document.getElementById('told');
    if (place?.dataset[what]) place.textContent = place.dataset[what].replace('{services}', JSON.parse(body || '{}').services?.join(', '));
  };

  const real = window.fetch.bind(window);
  window.fetch = async (address, init) => {
    const { pathname } = new URL(address, location.href);
    const [, deed] = pathname.match(/^\/v1\/sites\/[^/]+\/(consents|withdrawals|refusals)$/) ?? [];
    if (deed) {
      say(deed, init?.body);
      return new Response(null, { status: 204 });
    }
    // The chat opens, and nothing can be sent.
    if (pathname.startsWith('/v1/')) return Response.json({ code: 'unavailable' }, { status: 503 });
    const [, folder] = notice && pathname.match(/^(.*)\/details\.[^/]*$/) || [];
    if (!folder) return real(address, init);
    // What was told of the services then, not now.
    const { details } = await (await real(`${folder}/notice/${notice}`)).json();
    return Response.json(details);
  };

  addEventListener('DOMContentLoaded', () => {
    document.getElementById('afresh')?.addEventListener('click', () => {
      for (const key of Object.keys(kept)) if (key.startsWith(start)) kept.removeItem(key);
      location.reload();
    });
    document.getElementById('signal').hidden = !(navigator.globalPrivacyControl || navigator.doNotTrack === '1');
  });
}
