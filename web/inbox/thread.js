// The open conversation: new events come by themselves, the view stays where it was read, and the others learn that
// somebody is here.
import { localTimes } from './times.js';
import { path, post, thread, words } from './page.js';
import { change, fetchPart, oneAtATime, read } from './part.js';

const LOOK_AGAIN = 20_000;
const TYPING_ENDS = 6000;
const log = () => document.querySelector('.log');
const head = () => document.querySelector('.thread-head').dataset;
const isAtEnd = () => log().scrollHeight - log().scrollTop - log().clientHeight < 60;

/** Fetches what is new in the thread that is shown: each has its own, so that none waits for another's answer. */
let fetchNew = () => {};
let typingEnds;
let lookedAt;

/** The number of the newest event on the page. */
const newest = () => Number(document.querySelector('#events > .event:last-of-type')?.dataset.seq ?? 0);

/** What is new in the thread `of`. An answer that comes when another one is shown is dropped, head and all. */
async function fetchNewOf(of) {
  const before = newest();
  const view = document.getElementById('list').dataset.view;
  const html = await fetchPart(`${path()}/events?after=${before}&view=${view}`);
  if (html === undefined || of !== thread()) return;
  const answer = read(html);
  const now = answer.querySelector('.thread-head');
  const old = of.querySelector('.thread-head');
  if (now?.id !== old.id) return;
  const wasAtEnd = isAtEnd();
  const last = document.querySelector('#events > .event:last-of-type');
  // An event that came twice stays once. Of older ones come those that were put right.
  const events = [...answer.querySelectorAll('.event')].filter((event) => Number(event.dataset.seq) > newest());
  now.querySelector('.menu').open = old.querySelector('.menu').open;
  change(of, () => {
    for (const event of answer.querySelectorAll('.event')) putRight(event);
    document.getElementById('events').append(...events);
    old.replaceWith(now);
  });
  localTimes(of);
  visitorSaw(Number(head().visitorSeen));
  if (events.length > 0) arrived(last, wasAtEnd);
  else if (wasAtEnd) toEnd();
}

/** The notes to a message that is shown already: those that came since are put beneath it. */
function putRight(event) {
  const shown = document.getElementById(event.id);
  if (!shown?.querySelector('.bubble')) return;
  const notes = [...event.querySelectorAll('.right')].slice(shown.querySelectorAll('.right').length);
  [...shown.querySelectorAll('.bubble, .right')].at(-1).after(...notes);
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
  const of = thread();
  const sentence = await fetchPart(`${path()}/looking`);
  if (sentence !== undefined && of === thread()) document.getElementById('looking').textContent = sentence;
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

/** `anchor`: the id of the event that the way here led to. */
function opened(anchor = location.hash.slice(1)) {
  if (lookedAt && (!thread() || lookedAt !== path())) lookAway();
  const of = thread();
  if (!of) return;
  fetchNew = oneAtATime(async () => {
    if (of === thread()) await fetchNewOf(of);
  });
  document.title = document.title.replace(/^(\(\d+\) )?.* · /, `$1${thread().dataset.title} · `);
  localTimes(thread());
  // What a search has found.
  const sought = anchor && document.querySelector(`#events > #${CSS.escape(anchor)}`);
  if (sought) {
    sought.classList.add('is-sought');
    sought.scrollIntoView({ block: 'center' });
  } else if (!new URLSearchParams(location.search).has('before')) toEnd();
  look();
  seen();
  document.getElementById('to-newest').addEventListener('click', toEnd);
  log().addEventListener('scroll', seen, { passive: true });
}

/** Nothing is open any more: `empty` stands in the thread's place. */
export function shut(empty) {
  document.getElementById('thread').replaceWith(empty);
  opened('');
  document.dispatchEvent(new CustomEvent('plausch:opened'));
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
      if (detail.reason === 'erased') location.assign('notKept' in thread().dataset ? '/inbox?gone=1' : '/inbox');
      else fetchNew();
    }
  });
  document.body.addEventListener('htmx:afterSwap', ({ detail }) => {
    if (detail.target.id !== 'thread') return;
    opened(detail.pathInfo?.anchor ?? '');
    document.dispatchEvent(new CustomEvent('plausch:opened'));
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
