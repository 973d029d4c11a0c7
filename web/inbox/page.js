// What several parts need: the page's words, its token, posting a deed, telling what went wrong.

export const words = document.getElementById('words')?.dataset ?? {};

export const thread = () => document.querySelector('#thread[data-conversation]');
export const path = () => `/inbox/conversations/${thread().dataset.conversation}`;

/** Posts a small deed of the page itself (seen, typing, looking). Its failure is nobody's concern: the next one tells. */
export function post(address, fields, keepalive = false) {
  return fetch(address, {
    method: 'POST',
    body: new URLSearchParams({ csrf: token().content, ...fields }),
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

/** Something can't be had: says the server's sentence, ours when it did not answer, how to sign in again when that is why. */
export function failed(status = 0, sentence = '') {
  if (status === 401) return signedOut();
  say(status && sentence.length < 400 ? sentence : words.failed);
  // Somebody has signed in anew elsewhere in this browser: what was refused works when it is tried again.
  if (status === 403) takeNewSession();
}

const token = (within = document) => within.querySelector('meta[name="csrf"]');
const door = document.getElementById('signed-out');

/** The session is over. The page stays as it is, and so does what is being written; signing in happens in another tab. */
export function signedOut() {
  say('');
  door.hidden = false;
}

/** Forms get the token of the session that counts now. Of somebody else's, they get nothing: the page goes. */
async function takeNewSession() {
  const answer = await fetch('/account').catch(() => undefined);
  if (!answer?.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const account = (within) => within.querySelector('meta[name="agent"]').content;
  if (account(page) !== account(document)) return location.reload();
  const now = token(page).content;
  token().content = now;
  for (const field of document.querySelectorAll('input[name="csrf"]')) field.value = now;
  door.hidden = true;
}

export function tellMishaps() {
  document.body.addEventListener('htmx:responseError', ({ detail: { xhr } }) => failed(xhr.status, xhr.responseText));
  document.body.addEventListener('htmx:sendError', () => failed());
  document.addEventListener('plausch:hint', ({ detail }) => {
    if (detail.kind === 'signed-out') signedOut();
    if (detail.kind === 'offline' && door.hidden) say(words.offline, 0);
    if (detail.kind === 'hello') {
      say('');
      if (!door.hidden) takeNewSession();
    }
  });
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible' && !door.hidden) takeNewSession();
  });
}
