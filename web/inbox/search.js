// The way back from what a search has found. Words are posted, so no address leads to the results: they stand in this page, and
// stay there while a conversation is read. On a phone, where one of the two is shown, back shows them again.
import { shut } from './thread.js';

export function comeBackToHits() {
  const { pathname } = location;
  if (pathname !== '/inbox/search') return;
  const empty = document.getElementById('thread').cloneNode(true);
  const { title } = document;
  const back = () => {
    const row = document.querySelector('#list .row[aria-current]');
    shut(empty.cloneNode(true));
    document.title = title;
    row?.focus();
  };
  // Before htmx, which would load the page again, with nothing in it.
  addEventListener('popstate', (event) => {
    if (location.pathname !== pathname) return;
    event.stopImmediatePropagation();
    back();
  }, true);
  document.addEventListener('click', (event) => {
    if (!(event.target instanceof Element) || !event.target.closest('.back') || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    event.stopPropagation();
    history.pushState({ htmx: true }, '', pathname);
    back();
  }, true);
}
