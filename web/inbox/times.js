// Times in the reader's own zone and words (the server only knows UTC), and a line where a new day begins.
import { words } from './page.js';

const lang = document.documentElement.lang;
const clock = new Intl.DateTimeFormat(lang, { hour: '2-digit', minute: '2-digit' });
const day = new Intl.DateTimeFormat(lang, { weekday: 'long', day: 'numeric', month: 'long' });
const short = new Intl.DateTimeFormat(lang, { day: 'numeric', month: 'short' });
const full = new Intl.DateTimeFormat(lang, { dateStyle: 'medium', timeStyle: 'short' });

const daysAgo = (at) => Math.round((new Date().setHours(0, 0, 0, 0) - new Date(at).setHours(0, 0, 0, 0)) / 86_400_000);

function dayName(at) {
  return { 0: words.today, 1: words.yesterday }[daysAgo(at)] ?? day.format(at);
}

/** Says the times within an element as the reader would. */
export function localTimes(within) {
  for (const time of within.querySelectorAll('time:not([title])')) {
    const at = new Date(time.dateTime);
    if (Number.isNaN(at.valueOf())) continue;
    time.title = full.format(at);
    if ('clock' in time.dataset) time.textContent = clock.format(at);
    else if ('short' in time.dataset) {
      const ago = daysAgo(at);
      time.textContent = ago === 0 ? clock.format(at) : ago === 1 ? words.yesterday : short.format(at);
    } else time.textContent = full.format(at);
  }
  days();
}

/** Puts a line between events of different days. */
function days() {
  let last;
  for (const event of document.querySelectorAll('#events > .event')) {
    const at = new Date(event.querySelector('time').dateTime);
    const its = at.toDateString();
    if (its !== last && !event.previousElementSibling?.matches('.day')) {
      const line = document.createElement('li');
      line.className = 'day';
      line.textContent = dayName(at);
      event.before(line);
    }
    last = its;
  }
}
