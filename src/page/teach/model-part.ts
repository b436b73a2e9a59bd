/** How far the learning is, and how good what was learnt. */
import type { TeachState } from '../../teach/teach-state.js';
import { h } from '../dom.js';
import { t } from '../texts/texts.js';

export function modelPart({ training, trained, classes }: TeachState, train: () => void): (Node | false)[] {
  const percent = (share: number) => `${Math.round(100 * share)} %`;
  const { running, failure } = training;
  const words = running
    ? learning(training)
    : trained
      ? t('learnt', {
          count: trained.photographs,
          seconds: trained.seconds.toFixed(trained.seconds < 10 ? 1 : 0),
        })
      : t('noModel');
  const { measured } = trained ?? {};
  const rarest = classes.length > 1 ? [...classes].sort((a, b) => a.count - b.count)[0] : undefined;
  return [
    h('h2', {}, t('model')),
    h('p', { class: running ? 'busy' : 'quiet', role: 'status' }, words),
    failure !== undefined && h('p', { class: 'failure' }, t('trainFailed', { why: failure })),
    measured !== undefined &&
      h(
        'p',
        { class: 'measured' },
        t('measured', {
          mAP: percent(measured.mAP),
          low: percent(measured.low),
          high: percent(measured.high),
        }),
      ),
    measured !== undefined && bars(measured.perClass, percent),
    trained !== undefined && !measured && h('p', { class: 'quiet' }, t('measuredLater')),
    rarest !== undefined &&
      trained !== undefined &&
      h('p', { class: 'quiet' }, t('moreOf', { class: rarest.name })),
    h(
      'button',
      { type: 'button', class: 'button train', disabled: running || classes.length === 0, onclick: train },
      t('train'),
    ),
  ];
}

/** Below this the seconds left are no news; seconds. */
const ALMOST = 5;

function learning({ step, done, total, secondsLeft: seconds }: TeachState['training']): string {
  if (step === undefined) return t('learningBegins');
  const what = t(step === 'features' ? 'learningFeatures' : 'learningHeads', { done, total });
  if (seconds === undefined) return `${what} …`;
  return `${what}, ${seconds < ALMOST ? t('almostDone') : t('secondsLeft', { seconds })}`;
}

function bars(
  perClass: readonly { readonly class: string; readonly AP: number | null }[],
  percent: (share: number) => string,
): HTMLElement {
  const row = ({ class: name, AP }: { readonly class: string; readonly AP: number | null }) =>
    h(
      'li',
      {},
      h('span', {}, name),
      h('meter', { min: 0, max: 1, value: AP ?? 0, 'aria-label': name }),
      h('span', { class: 'score' }, AP === null ? '–' : percent(AP)),
    );
  return h('ul', { class: 'bars' }, ...perClass.map(row));
}
