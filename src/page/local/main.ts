/** The page without a server: Look on a detector in a worker of its own, kept for use offline. */
import { type Detector, loadDetector } from '../../browser/index.js';
import { fill, h, keepFocus } from '../dom.js';
import { refuseDroppedFiles } from '../dropped-files.js';
import { told } from '../failures.js';
import { brand, languages } from '../languages.js';
import { Look } from '../look/look.js';
import { currentLanguage, t } from '../texts/texts.js';
import { keepOffline } from './keep-offline.js';
import { isReady, progressOf, type State, statusLines } from './status.js';
import { workerSource } from './worker-source.js';

const header = h('header');
const main = h('main');
/** How much of the model has come is shown, but not announced at every step. */
const [coming, news] = [h('div'), h('div', { role: 'status' })];
const status = h('footer', { class: 'status' }, coming, news);
const state: State = {
  loading: undefined,
  threads: undefined,
  verified: true,
  offline: undefined,
  failure: undefined,
};

const detector = loadDetector({ onProgress: (loading) => change({ loading }) });
const look = new Look(workerSource(detector));

function change(changed: Partial<State>): void {
  Object.assign(state, changed);
  fill(coming, isReady(state) ? false : progressOf(state));
  fill(news, ...statusLines(state));
}

function render(): void {
  document.documentElement.lang = currentLanguage();
  document.title = `${t('look')} · googlenet-rcnn`;
  keepFocus(header, () => fill(header, brand(), languages(render)));
  main.replaceChildren(look.element);
  look.render();
  change({});
}

refuseDroppedFiles();
render();
document.body.replaceChildren(header, main, status);
detector
  .then(async ({ settings }: Detector) => {
    change(settings);
    // Only now: what the page has fetched by then is not fetched again.
    change({ offline: await keepOffline() });
  })
  .catch((error: unknown) => change({ failure: told(error) }));
