/** Export in every form, the keys, and where the labels are. */
import type { TeachState } from '../../teach/teach-state.js';
import { send } from '../api.js';
import { h } from '../dom.js';
import { told } from '../failures.js';
import { t } from '../texts/texts.js';
import { keysPart } from './keys-part.js';

export function exportPart({ formats, folder }: TeachState): Node[] {
  const select = h(
    'select',
    { 'aria-label': t('exportAs') },
    ...formats.map((one) => h('option', { value: one, selected: one === 'coco' }, one)),
  );
  const said = h('p', { class: 'quiet exported', role: 'status' });
  const run = async () => {
    said.textContent = t('exporting');
    try {
      const { path, losses } = await send<{ path: string; losses: string[] }>('teach/export', {
        format: select.value,
      });
      const lost = losses.map((what) => t('notKept', { what }));
      said.textContent = [t('exported', { path }), ...lost].join(' ');
    } catch (error) {
      said.textContent = told(error);
    }
  };
  return [
    h('h2', {}, t('exportTitle')),
    h(
      'div',
      { class: 'buttons' },
      select,
      h('button', { type: 'button', class: 'button export', onclick: () => void run() }, t('exportDo')),
    ),
    said,
    keysPart(),
    h('p', { class: 'quiet' }, `${t('folder')}: ${folder}. ${t('limits')}`),
  ];
}
