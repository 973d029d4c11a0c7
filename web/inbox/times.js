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
    // What goes to a person on paper is shown as it goes.
    if (time.closest('[data-as-sent]')) continue;
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

/** Fields with a moment: the server knows UTC only, people type the time on their wall. What is sent is UTC again. */
export function localFields() {
  const fields = document.querySelectorAll('input[type="datetime-local"]');
  if (!fields.length) return;
  const minutes = (at) => (Number.isNaN(at.valueOf()) ? '' : at.toISOString().slice(0, 16));
  for (const field of fields) {
    const at = new Date(`${field.defaultValue.slice(0, 16)}Z`);
    const shift = Number.isNaN(at.valueOf()) ? 0 : at.getTimezoneOffset() * 60_000;
    field.value = minutes(new Date(at - shift));
  }
  for (const form of new Set(Array.from(fields, (field) => field.form)))
    form.addEventListener('formdata', ({ formData }) => {
      for (const field of form.querySelectorAll('input[type="datetime-local"]'))
        formData.set(field.name, minutes(new Date(field.value)));
    });
  const zone = new Intl.DateTimeFormat(lang, { timeZoneName: 'long' }).formatToParts().find(({ type }) => type === 'timeZoneName');
  for (const said of document.querySelectorAll('[data-utc]')) said.hidden = true;
  for (const said of document.querySelectorAll('[data-zone]')) {
    said.append(`${zone?.value ?? ''} (${Intl.DateTimeFormat().resolvedOptions().timeZone}).`);
    said.hidden = false;
  }
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
