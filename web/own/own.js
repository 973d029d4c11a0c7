// The chat opens the page with a ticket behind the `#` of its address. It goes from there into a form, and out of the address
// and the browser's history before anything else happens.
const ticket = location.hash.slice(1);
const form = document.getElementById('from-chat');
if (form && ticket.includes('.')) {
  history.replaceState(null, '', location.pathname);
  document.getElementById('door').hidden = true;
  document.getElementById('opens').hidden = false;
  form.elements.ticket.value = ticket;
  form.submit();
}

// Times in the reader's own zone; the server only knows UTC, and says so.
const clock = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: 'medium', timeStyle: 'short' });
for (const time of document.querySelectorAll('time')) time.textContent = clock.format(new Date(time.dateTime));
for (const line of document.querySelectorAll('[data-said]')) {
  line.textContent = line.textContent.replace(line.dataset.said, clock.format(new Date(line.dataset.at)));
}
