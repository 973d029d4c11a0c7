// Keeps list and counts up to date (on the administrator's pages the counts alone), and shows which conversation is open.
import { localTimes } from './times.js';
import { thread } from './page.js';

const list = document.getElementById('list');
let waiting;

/** Many hints make one request. */
function refresh() {
  waiting ??= setTimeout(() => {
    waiting = undefined;
    if (list) window.htmx.trigger(document.body, 'plausch:list');
    const view = list?.dataset.view ?? 'none';
    window.htmx.ajax('GET', `/inbox/views?view=${view}`, { target: '#views', swap: 'innerHTML' });
  }, 150);
}

function mark() {
  if (!list) return;
  const open = thread()?.dataset.conversation;
  for (const row of list.querySelectorAll('.row')) {
    if (row.dataset.conversation === open) row.setAttribute('aria-current', 'true');
    else row.removeAttribute('aria-current');
  }
}

export function followList() {
  document.addEventListener('plausch:hint', ({ detail }) => {
    if (['hello', 'conversation', 'over', 'listed'].includes(detail.kind)) refresh();
  });
  document.body.addEventListener('htmx:afterSettle', ({ target }) => {
    localTimes(target);
    mark();
    document.dispatchEvent(new CustomEvent('plausch:listed'));
  });
  mark();
}
