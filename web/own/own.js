// The chat opens the page with a ticket behind the `#` of its address. It goes from there into a form, and out of the address
// and the browser's history before anything else happens.
const ticket = location.hash.slice(1);
if (ticket.includes('.')) {
  history.replaceState(null, '', location.pathname);
  document.getElementById('door').hidden = true;
  document.getElementById('opens').hidden = false;
  const form = document.getElementById('from-chat');
  form.elements.ticket.value = ticket;
  form.submit();
}
