// Proof: what a framework does on navigation: no reload, the whole body replaced, and a block that comes later.
const view = (name) => {
  const main = document.createElement('main');
  main.id = 'inhalt';
  main.className = 'rahmen seite text';
  const title = document.createElement('h1');
  title.textContent = name === 'kontakt' ? 'Ansicht Kontakt' : 'Ansicht Eins';
  const nav = document.createElement('nav');
  nav.ariaLabel = 'Ansichten';
  for (const [to, text] of [['eins', 'Eins'], ['kontakt', 'Kontakt']]) {
    const link = document.createElement('a');
    link.href = `/proof/app?ansicht=${to}`;
    link.textContent = text;
    nav.append(link, ' ');
  }
  main.append(title, nav);
  if (name === 'kontakt') {
    setTimeout(() => {
      const block = document.createElement('div');
      block.dataset.plauschLanding = '';
      main.append(block);
    }, 300);
  }
  const body = document.createElement('body');
  body.append(main);
  document.body.replaceWith(body);
};
document.addEventListener('click', (event) => {
  const link = event.target.closest?.('a[href^="/proof/app"]');
  if (!link) return;
  event.preventDefault();
  history.pushState(null, '', link.href);
  view(new URL(link.href).searchParams.get('ansicht'));
});
addEventListener('popstate', () => view(new URL(location.href).searchParams.get('ansicht')));
