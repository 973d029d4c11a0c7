// How a new message is noticed elsewhere: number in the title, a sound and a browser notification, each only if the
// agent has switched it on in this browser. Notifications name nobody: they may appear on a locked screen.
import { words } from './page.js';

const sound = document.getElementById('sound');
const notify = document.getElementById('notify');
const remembered = (name) => localStorage.getItem(`plausch-inbox-${name}`) === 'on';
const remember = (name, isOn) => localStorage.setItem(`plausch-inbox-${name}`, isOn ? 'on' : 'off');
let audio;
let known;

const isOn = (button) => button.getAttribute('aria-checked') === 'true';
const set = (button, to) => button.setAttribute('aria-checked', String(to));

function beep() {
  // Browsers give no sound before somebody has touched the page.
  if (!isOn(sound) || !navigator.userActivation?.hasBeenActive) return;
  audio ??= new AudioContext();
  const start = audio.currentTime;
  for (const [offset, pitch] of [[0, 660], [0.14, 880]]) {
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0.0001, start + offset);
    volume.gain.exponentialRampToValueAtTime(0.12, start + offset + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0001, start + offset + 0.16);
    tone.connect(volume).connect(audio.destination);
    tone.start(start + offset);
    tone.stop(start + offset + 0.18);
  }
}

function unread() {
  const rows = document.querySelectorAll('#list .row');
  return [...rows].reduce((sum, row) => sum + Number(row.dataset.unread), 0);
}

function counted() {
  const now = unread();
  document.title = document.title.replace(/^(\(\d+\) )?/, now > 0 ? `(${now}) ` : '');
  const isNews = known !== undefined && now > known;
  known = now;
  if (!isNews) return;
  document.getElementById('announce').textContent = words.new;
  beep();
  if (isOn(notify) && document.visibilityState !== 'visible' && Notification.permission === 'granted') {
    const note = new Notification('Plausch', { body: words.notification, tag: 'plausch' });
    note.onclick = () => window.focus();
  }
}

export function offerAlerts() {
  document.getElementById('settings').hidden = false;
  set(sound, remembered('sound'));
  set(notify, remembered('notify') && 'Notification' in window && Notification.permission === 'granted');
  notify.hidden = !('Notification' in window);
  sound.addEventListener('click', () => {
    set(sound, !isOn(sound));
    remember('sound', isOn(sound));
    beep();
  });
  notify.addEventListener('click', async () => {
    const to = !isOn(notify) && (await Notification.requestPermission()) === 'granted';
    set(notify, to);
    remember('notify', to);
  });
  document.addEventListener('plausch:listed', counted);
  if (document.getElementById('list')) counted();
}
