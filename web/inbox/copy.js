// Buttons that copy a piece of text.
import { words } from './page.js';

export function offerCopies() {
  for (const button of document.querySelectorAll('[data-copies]')) {
    if (!navigator.clipboard) return;
    button.hidden = false;
    const label = button.firstChild.textContent;
    button.addEventListener('click', async () => {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copies).textContent);
      button.firstChild.textContent = words.copied;
      document.getElementById('announce').textContent = words.copied;
      setTimeout(() => (button.firstChild.textContent = label), 2500);
    });
  }
}
