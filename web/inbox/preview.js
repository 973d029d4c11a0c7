// Sends the draft's facts to the frames in which the banner is shown: when a frame is ready, and when what was typed has come
// back as facts (nothing is kept by that).
const frames = [...document.querySelectorAll('iframe[data-scheme]')];

function tell({ contentWindow, dataset }) {
  const facts = JSON.parse(document.getElementById('preview').dataset.facts);
  contentWindow.postMessage({ ...facts, scheme: dataset.scheme }, location.origin);
}

addEventListener('message', ({ origin, source }) => {
  const frame = frames.find(({ contentWindow }) => contentWindow === source);
  if (frame && origin === location.origin) tell(frame);
});
document.body.addEventListener('htmx:afterSettle', () => frames.forEach(tell));
// Loaded before this listened.
frames.forEach(tell);
