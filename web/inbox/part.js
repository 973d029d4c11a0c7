// Parts of the page, fetched again. What is fetched is looked at before it is shown: an answer may come late, when the
// agent is elsewhere. So htmx, which would put it in place at once, is not asked to do this.
import { failed } from './page.js';

const PATIENCE = 30_000;

/** A part of the page as HTML; `undefined` when it can't be had, which has been told. */
export async function fetchPart(address) {
  try {
    const signal = AbortSignal.timeout(PATIENCE);
    const answer = await fetch(address, { headers: { 'HX-Request': 'true' }, signal });
    const text = await answer.text();
    if (answer.ok) return text;
    failed(answer.status, text);
  } catch {
    failed();
  }
}

/** What the HTML holds, not yet part of the page. */
export function read(html) {
  const template = document.createElement('template');
  template.innerHTML = html;
  return template.content;
}

/** Changes the page within `place` (which stays), and leaves the focus where it was. */
export function change(place, deed) {
  const focused = place.contains(document.activeElement) ? document.activeElement.id : '';
  deed();
  window.htmx.process(place);
  if (focused && document.activeElement?.id !== focused) document.getElementById(focused)?.focus({ preventScroll: true });
}

/** Never at the same time, and never too seldom: who asks while the deed is being done makes it be done once more. */
export function oneAtATime(deed) {
  let isDoing = false;
  let isAsked = false;
  return async () => {
    isAsked = true;
    if (isDoing) return;
    isDoing = true;
    while (isAsked) {
      isAsked = false;
      await deed();
    }
    isDoing = false;
  };
}
