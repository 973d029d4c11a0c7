// The inbox, made live. Every page works without this; nothing here knows what is allowed, the server does.
import { followList } from './list.js';
import { followThread } from './thread.js';
import { composeWell } from './composer.js';
import { offerAlerts } from './alerts.js';
import { listenToKeys } from './keys.js';
import { comeBackToHits } from './search.js';
import { localFields, localTimes } from './times.js';
import { offerCopies } from './copy.js';
import { tellMishaps } from './page.js';
import { openStream } from './stream.js';

localTimes(document);
localFields();
offerCopies();
tellMishaps();
listenToKeys();
followList();
if (document.getElementById('list')) {
  followThread();
  comeBackToHits();
  composeWell();
}
// Whoever may not read conversations has nothing to listen to.
if (document.getElementById('views')) {
  offerAlerts();
  openStream();
}
