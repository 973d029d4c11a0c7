// What several parts need: the page's words, its token, posting a deed, telling what went wrong.

export const words = document.getElementById('words')?.dataset ?? {};

export const thread = () => document.querySelector('#thread[data-conversation]');
export const path = () => `/inbox/conversations/${thread().dataset.conversation}`;

/** Posts a small deed of the page itself (seen, typing, looking). Its failure is nobody's concern: the next one tells. */
export function post(address, fields, keepalive = false) {
  const csrf = document.querySelector('meta[name="csrf"]').content;
  return fetch(address, {
    method: 'POST',
    body: new URLSearchParams({ csrf, ...fields }),
    headers: { 'HX-Request': 'true' },
    keepalive,
  }).catch(() => undefined);
}

let hiding;

/** Says a sentence where everybody hears and sees it; without `ms` it stays. */
export function say(sentence, ms = 8000) {
  const place = document.getElementById('mishap');
  place.textContent = sentence;
  place.hidden = !sentence;
  clearTimeout(hiding);
  if (ms && sentence) hiding = setTimeout(() => (place.hidden = true), ms);
}

/** When a fragment can't be had: the server's sentence, ours when it did not answer, the door when signed out. */
export function tellMishaps() {
  document.body.addEventListener('htmx:responseError', ({ detail: { xhr } }) => {
    if (xhr.status === 401) location.reload();
    else say(xhr.responseText.length < 400 ? xhr.responseText : words.failed);
  });
  document.body.addEventListener('htmx:sendError', () => say(words.failed));
}
