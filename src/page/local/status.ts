/** What the reader should know of how the page runs: a line each. */
import type { Loading } from '../../browser/index.js';
import { h } from '../dom.js';
import { t } from '../texts/texts.js';

export interface State {
  loading: Loading | undefined;
  /** Known once the model is ready. */
  threads: number | undefined;
  verified: boolean;
  /** True once everything is kept; undefined while that is not known. */
  offline: boolean | undefined;
  failure: string | undefined;
}

/** Whether the model has come, or will not. */
export const isReady = ({ threads, failure }: State) => threads !== undefined || failure !== undefined;

export function statusLines({ threads, verified, offline, failure }: State): HTMLElement[] {
  if (failure !== undefined) return [h('p', { class: 'failure' }, failure)];
  if (threads === undefined) return [];
  return [
    h('p', { class: 'ready' }, threadsLine(threads, offline)),
    ...(verified ? [] : [h('p', {}, t('modelUnverified'))]),
    ...(offline ? [h('p', {}, t('offlineReady'))] : []),
  ];
}

export function progressOf({ loading }: State): HTMLElement {
  const { loaded = 0, total } = loading ?? {};
  const percent = total === undefined ? 0 : Math.floor((100 * loaded) / total);
  const bar = h('progress', total === undefined ? {} : { max: total, value: loaded });
  return h('label', {}, h('span', {}, t('modelComing', { percent })), bar);
}

/** The service worker isolates the page from its second visit on, where the host does not. */
function threadsLine(threads: number, offline: boolean | undefined): string {
  if (threads > 1) return t('modelReady', { threads });
  if (crossOriginIsolated) return t('modelReadySingle'); // a machine of few cores
  // The network takes half of the cores at most.
  return offline && navigator.hardwareConcurrency >= 4 ? t('modelReadyReload') : t('modelReadyOne');
}
