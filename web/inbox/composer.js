// Writing: Ctrl+Enter sends, what was sent leaves the field, the visitor learns that somebody types. A message keeps its
// id until it is known to be stored: sending it again is not sending it twice. Whoever looks at another conversation
// meanwhile finds what was begun when coming back, as long as the tab is open.
import { path, post, thread } from './page.js';

const TYPING_AGAIN = 3000;
const drafts = new Map();
let saidTyping = 0;
let typingAt;
let stops;

const newId = () =>
  btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16))))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');

function stopTyping() {
  clearTimeout(stops);
  if (saidTyping) post(`${typingAt}/typing`, { typing: false });
  saidTyping = 0;
}

const where = (form) => form.getAttribute('action');

function keep(form) {
  const { id, body } = form.elements;
  if (body.value) drafts.set(where(form), { id: id.value, body: body.value });
  else drafts.delete(where(form));
}

function bringBack() {
  stopTyping();
  for (const form of thread().querySelectorAll('form[data-writes]')) {
    const draft = drafts.get(where(form));
    if (!draft) continue;
    form.elements.id.value = draft.id;
    form.elements.body.value = draft.body;
  }
}

/** Only what was sent goes: somebody may have written on meanwhile, or be elsewhere. */
function sent(form, text) {
  const draft = drafts.get(where(form));
  const field = form.elements.body;
  if (field.value === text) field.value = '';
  form.elements.id.value = newId();
  if (!form.isConnected && draft?.body !== text) return;
  keep(form);
  if (!form.isConnected) return;
  stopTyping();
  field.focus();
}

export function composeWell() {
  document.addEventListener('keydown', (event) => {
    const form = event.target.closest?.('form[data-writes]');
    if (form && event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  document.addEventListener('input', ({ target }) => {
    const form = target.closest('form[data-writes]');
    if (!form) return;
    keep(form);
    if (target.id !== 'reply') return;
    clearTimeout(stops);
    stops = setTimeout(stopTyping, TYPING_AGAIN);
    if (Date.now() - saidTyping < TYPING_AGAIN || !target.value.trim()) return;
    saidTyping = Date.now();
    typingAt = path();
    post(`${typingAt}/typing`, { typing: true });
  });
  document.body.addEventListener('htmx:afterRequest', ({ detail }) => {
    const form = detail.elt.closest('form[data-writes]');
    if (!form || !detail.successful) return;
    sent(form, detail.requestConfig.parameters.body ?? detail.requestConfig.formData?.get('body'));
  });
  document.addEventListener('plausch:opened', bringBack);
}
