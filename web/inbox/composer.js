// Writing: Ctrl+Enter sends, what was sent leaves the field, the visitor learns that somebody types. A message keeps its
// id until it is known to be stored: sending it again is not sending it twice.
import { path, post, thread } from './page.js';

const TYPING_AGAIN = 3000;
let saidTyping = 0;
let stops;

const newId = () =>
  btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16))))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');

function stopTyping() {
  clearTimeout(stops);
  if (saidTyping && thread()) post(`${path()}/typing`, { typing: false });
  saidTyping = 0;
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
    if (target.id !== 'reply') return;
    clearTimeout(stops);
    stops = setTimeout(stopTyping, TYPING_AGAIN);
    if (Date.now() - saidTyping < TYPING_AGAIN || !target.value.trim()) return;
    saidTyping = Date.now();
    post(`${path()}/typing`, { typing: true });
  });
  document.body.addEventListener('htmx:afterRequest', ({ detail }) => {
    const form = detail.elt.closest('form[data-writes]');
    if (!form || !detail.successful) return;
    const field = form.elements.body;
    // Only what was sent goes: somebody may have written on meanwhile.
    const sent = detail.requestConfig.parameters.body ?? detail.requestConfig.formData?.get('body');
    if (field.value === sent) field.value = '';
    form.elements.id.value = newId();
    stopTyping();
    field.focus();
  });
}
