import { counted } from '../../../src/counted.js';
import type { Block, Section } from '../../../src/reports/document.js';
import { percent } from '../../../src/reports/format.js';
import type { Calibration } from '../../analysis/scores.js';
import { reliabilityDiagram, scoreHistogram } from '../charts/reliability.js';
import type { ReportData } from '../data.js';

/** What the scores are worth as probabilities. */
export function calibrationSection({
  analysis: { calibration },
  columns: { detections },
}: ReportData): Section {
  const outside = detections.score.reduce((sum, score) => sum + (score < 0 || score > 1 ? 1 : 0), 0);
  const blocks = outside > 0 ? noProbabilities(outside, detections.length) : calibrationBlocks(calibration);
  return { id: 'calibration', title: 'Calibration', blocks };
}

function noProbabilities(outside: number, all: number): Block[] {
  const text = `${counted(outside, 'detection')} of ${counted(all, 'detection')} have scores outside 0 to 1, so these are no probabilities and have no calibration.`;
  return [{ kind: 'text', text }];
}

function calibrationBlocks(calibration: Calibration): Block[] {
  const { bins, ece } = calibration;
  const total = bins.reduce((sum, bin) => sum + bin.detections, 0);
  return [
    {
      kind: 'text',
      text:
        `Expected calibration error ${percent(ece)} % (Guo 2017: the mean distance of score and share of true detections, ${bins.length} bins, weighted by detections). ` +
        'Bars above the dashed line: scores are too low (underconfident); below it: too high (overconfident). A dot marks the mean score of its bin.',
    },
    {
      kind: 'pair',
      blocks: [
        {
          kind: 'chart',
          title: 'Reliability: true detections by score',
          alt: `Share of true detections in ${bins.length} bins of score beside the diagonal; expected calibration error ${percent(ece)} %.`,
          draw: () => reliabilityDiagram(calibration),
        },
        {
          kind: 'chart',
          title: 'Detections by score, logarithmic',
          alt: `Number of detections in ${bins.length} bins of score, ${counted(total, 'detection')} in all.`,
          draw: () => scoreHistogram(calibration),
        },
      ],
    },
  ];
}
