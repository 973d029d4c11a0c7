// The open conversation: new events come by themselves, the view stays where it was read, and the others learn that
// somebody is here.
import { localTimes } from './times.js';
import { path, post, thread, words } from './page.js';

const LOOK_AGAIN = 20_000;
const TYPING_ENDS = 6000;
const log = () => document.querySelector('.log');
const head = () => document.getElementById('thread-head').dataset;
const isAtEnd = () => log().scrollHeight - log().scrollTop - log().clientHeight < 60;

let fetching;
let isMoreNeeded = false;
let typingEnds;
let lookedAt;

/** The number of the newest event on the page. */
const newest = () => Number(document.querySelector('#events > .event:last-of-type')?.dataset.seq ?? 0);

/** Fetches what is new, one request at a time. */
async function fetchNew() {
  if (!thread()) return;
  if (fetching) {
    isMoreNeeded = true;
    return;
  }
  fetching = thread();
  const of = path();
  const wasAtEnd = isAtEnd();
  const before = newest();
  const first = document.querySelector('#events > .event:last-of-type');
  try {
    const view = document.getElementById('list').dataset.view;
    await window.htmx.ajax('GET', `${of}/events?after=${before}&view=${view}`, { target: '#events', swap: 'beforeend' });
  } catch {
    // Told by `tellMishaps`; the next hint tries again.
  }
  if (fetching === thread()) {
    dropDoubles();
    localTimes(thread());
    visitorSaw(Number(head().visitorSeen));
    if (newest() > before) arrived(first, wasAtEnd);
  }
  fetching = undefined;
  if (isMoreNeeded) {
    isMoreNeeded = false;
    fetchNew();
  }
}

/** An event that came twice (two fetches crossed) stays once. */
function dropDoubles() {
  const known = new Set();
  for (const event of document.querySelectorAll('#events > .event')) {
    if (known.has(event.dataset.seq)) event.remove();
    known.add(event.dataset.seq);
  }
}

function arrived(last, wasAtEnd) {
  const next = last?.nextElementSibling;
  const isFromVisitor = [...document.querySelectorAll('#events > .from-visitor')].some(
    (event) => Number(event.dataset.seq) > Number(last?.dataset.seq ?? 0),
  );
  if (isFromVisitor) stopTyping();
  if (wasAtEnd && document.visibilityState === 'visible') toEnd();
  else if (isFromVisitor && next) {
    document.querySelector('.new-line')?.remove();
    const line = document.createElement('li');
    line.className = 'new-line';
    line.textContent = words.new;
    next.before(line);
    if (wasAtEnd) toEnd();
    else document.getElementById('to-newest').hidden = false;
  }
  seen();
}

function toEnd() {
  log().scrollTop = log().scrollHeight;
  document.getElementById('to-newest').hidden = true;
}

/** Who looks at the end of the thread has seen it. */
function seen() {
  if (!thread() || document.visibilityState !== 'visible' || !isAtEnd()) return;
  document.getElementById('to-newest').hidden = true;
  const last = Number(head().last);
  if (Number(head().unread) === 0 || Number(head().agentsSeen) >= last) return;
  head().agentsSeen = String(last);
  head().unread = '0';
  document.getElementById('mark-read')?.remove();
  post(`${path()}/seen`, { seq: last }).then(() =>
    document.dispatchEvent(new CustomEvent('plausch:hint', { detail: { kind: 'listed' } })),
  );
}

function look() {
  if (thread() && document.visibilityState === 'visible') {
    lookedAt = path();
    post(`${lookedAt}/looking`, { here: true });
  }
}

function lookAway() {
  if (lookedAt) post(`${lookedAt}/looking`, { here: false }, true);
  lookedAt = undefined;
}

async function whoElse() {
  const answer = await fetch(`${path()}/looking`, { headers: { 'HX-Request': 'true' } }).catch(() => undefined);
  if (answer?.ok && thread()) document.getElementById('looking').textContent = await answer.text();
}

function stopTyping() {
  clearTimeout(typingEnds);
  const line = document.getElementById('typing');
  if (line) line.hidden = true;
}

function typing(isTyping) {
  stopTyping();
  if (!isTyping) return;
  const wasAtEnd = isAtEnd();
  document.getElementById('typing').hidden = false;
  if (wasAtEnd) toEnd();
  typingEnds = setTimeout(stopTyping, TYPING_ENDS);
}

function visitorSaw(seq) {
  for (const event of document.querySelectorAll('#events > .from-agent')) {
    if (Number(event.dataset.seq) > seq) continue;
    const delivery = event.querySelector('.delivery');
    delivery.classList.add('is-seen');
    delivery.textContent = words.seen;
  }
}

function opened() {
  if (lookedAt && (!thread() || lookedAt !== path())) lookAway();
  if (!thread()) return;
  document.title = document.title.replace(/^(\(\d+\) )?.* · /, `$1${thread().dataset.title} · `);
  localTimes(thread());
  if (!new URLSearchParams(location.search).has('before')) toEnd();
  look();
  seen();
  document.getElementById('to-newest').addEventListener('click', toEnd);
  log().addEventListener('scroll', seen, { passive: true });
}

export function followThread() {
  document.addEventListener('plausch:hint', ({ detail }) => {
    if (!thread()) return;
    if (detail.kind === 'hello') fetchNew();
    if (detail.conversation !== thread().dataset.conversation) return;
    if (detail.kind === 'conversation') fetchNew();
    if (detail.kind === 'typing') typing(detail.typing);
    if (detail.kind === 'seen') visitorSaw(detail.seq);
    if (detail.kind === 'presence') whoElse();
    if (detail.kind === 'over') {
      if (detail.reason === 'erased') location.assign('/inbox');
      else fetchNew();
    }
  });
  document.body.addEventListener('htmx:afterSwap', ({ detail }) => {
    if (detail.target.id === 'thread') opened();
  });
  // What a deed changed comes the same way as what others do.
  document.body.addEventListener('htmx:afterRequest', ({ detail }) => {
    if (detail.successful && detail.requestConfig.verb === 'post') fetchNew();
  });
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') {
      look();
      seen();
    } else lookAway();
  });
  window.addEventListener('pagehide', lookAway);
  setInterval(look, LOOK_AGAIN);
  opened();
}
