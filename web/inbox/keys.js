// The keyboard: single letters, only while nothing is being typed (WCAG 2.1.4: they do nothing in fields, and never
// anything that can't be undone).
import { thread } from './page.js';

const rows = () => [...document.querySelectorAll('#list .row')];

function move(by) {
  const all = rows();
  const at = all.findIndex((row) => row === document.activeElement);
  const open = all.findIndex((row) => row.hasAttribute('aria-current'));
  const from = at >= 0 ? at : open;
  const next = from < 0 ? (by > 0 ? 0 : all.length - 1) : Math.max(0, Math.min(all.length - 1, from + by));
  all[next]?.focus();
}

function write(kind) {
  const choice = document.getElementById(`kind-${kind}`);
  if (!choice || choice.disabled) return;
  choice.checked = true;
  document.getElementById(kind)?.focus();
}

const DEEDS = {
  j: () => move(1),
  k: () => move(-1),
  ArrowDown: () => move(1),
  ArrowUp: () => move(-1),
  r: () => write('reply'),
  n: () => write('note'),
  a: () => document.getElementById('take')?.click(),
  e: () => document.getElementById('close')?.click(),
  '/': () => document.getElementById('search-words')?.focus(),
  '?': () => document.getElementById('keys').showModal(),
};

export function listenToKeys() {
  document.getElementById('show-keys').addEventListener('click', DEEDS['?']);
  // A choice of what to write goes on to the field.
  document.addEventListener('click', ({ target }) => {
    if (target.name === 'kind' && target.matches('#kind-reply, #kind-note')) write(target.id.slice(5));
  });
  document.addEventListener('keydown', (event) => {
    const { target, key } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return;
    if (key === 'Escape' && thread()) {
      document.querySelector('.menu[open]')?.removeAttribute('open');
      if (target.matches('textarea')) document.querySelector('.log').focus();
      return;
    }
    if (target.closest('input, textarea, select, [contenteditable]')) return;
    // Arrows scroll the thread while it has the focus.
    if (key.startsWith('Arrow') && !target.closest('#list') && target !== document.body) return;
    const deed = DEEDS[key];
    if (!deed) return;
    event.preventDefault();
    deed();
  });
  // A menu closes when something else is clicked.
  document.addEventListener('click', ({ target }) => {
    for (const menu of document.querySelectorAll('.menu[open]')) {
      if (!menu.contains(target)) menu.removeAttribute('open');
    }
  });
}
