// Keeps list and counts up to date (on the administrator's pages the counts alone), and shows which conversation is open.
import { localTimes } from './times.js';
import { thread } from './page.js';
import { change, fetchPart, oneAtATime, read } from './part.js';

const list = document.getElementById('list');
const views = document.getElementById('views');
const shown = new Map();
let waiting;

/** Many hints make one request. */
function refresh() {
  waiting ??= setTimeout(() => {
    waiting = undefined;
    refreshList();
    refreshViews();
  }, 150);
}

const refreshList = oneAtATime(async () => {
  if (!list?.dataset.url || !(await show(list, list.dataset.url))) return;
  localTimes(list);
  mark();
  document.dispatchEvent(new CustomEvent('plausch:listed'));
});
const refreshViews = oneAtATime(() => show(views, `/inbox/views?view=${list?.dataset.view ?? 'none'}`));

/** Fetches what is in `place` and puts it there, if it is not there already. */
async function show(place, address) {
  const html = await fetchPart(address);
  if (html === undefined || html === shown.get(place)) return false;
  shown.set(place, html);
  change(place, () => place.replaceChildren(read(html)));
  return true;
}

function mark() {
  if (!list) return;
  const open = thread()?.dataset.conversation;
  for (const row of list.querySelectorAll('.row')) {
    if (row.id === `row-${open}`) row.setAttribute('aria-current', 'true');
    else row.removeAttribute('aria-current');
  }
}

export function followList() {
  document.addEventListener('plausch:hint', ({ detail }) => {
    if (['hello', 'conversation', 'over', 'listed'].includes(detail.kind)) refresh();
  });
  document.addEventListener('plausch:opened', mark);
  mark();
}
