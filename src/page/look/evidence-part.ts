/** The evidence for the chosen box: the button that asks for it, and what came of it. */
import type { EvidenceAnswer } from '../../../detection/look-answer.js';
import { hasEvidence } from '../../pictures/heat-map.js';
import { h } from '../dom.js';
import { told } from '../failures.js';
import { t } from '../texts/texts.js';
import type { Chosen } from './chosen.js';

/** Neither an answer nor an error: on its way. */
export interface AskedEvidence {
  readonly answer?: EvidenceAnswer;
  readonly error?: unknown;
}

export interface EvidenceOptions {
  readonly chosen: Chosen | undefined;
  readonly evidence: AskedEvidence | undefined;
  /** Asks for the evidence of a box; undefined hides it. */
  readonly ask: (chosen: Chosen | undefined) => void;
}

/** Whether there is an answer that speaks for nothing. */
export const isWithout = (evidence: AskedEvidence | undefined) =>
  evidence?.answer !== undefined && !hasEvidence(evidence.answer.values);

export function evidencePart({ chosen, evidence, ask }: EvidenceOptions): HTMLElement | false {
  if (!chosen) return false;
  const button = (words: string, of: Chosen | undefined) =>
    h('button', { type: 'button', class: 'button', onclick: () => ask(of) }, words);
  if (!evidence) return button(t('evidence'), chosen);
  const { answer, error } = evidence;
  if (error !== undefined) {
    const why = h('p', { class: 'failure', role: 'alert' }, told(error));
    return h('div', { class: 'note' }, why, button(t('evidence'), chosen));
  }
  const said = answer ? answerText(answer, chosen) : h('p', { class: 'busy' }, t('evidenceComing'));
  return h(
    'div',
    { class: 'note' },
    isWithout(evidence) && h('p', {}, h('strong', {}, t('evidenceNone'))),
    said,
    button(t('evidenceHide'), undefined),
  );
}

function answerText({ values, bias }: EvidenceAnswer, { class: name }: Chosen): HTMLElement {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const numbers = { bias: bias.toFixed(2), logit: (mean + bias).toFixed(2) };
  return h('p', {}, t('evidenceText', { class: name, ...numbers }));
}
