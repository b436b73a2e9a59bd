import { describe, expect, it } from 'vitest';
import { errorKinds } from '../../../../eval/index.js';
import { averagePrecisionBars } from '../../../../eval/report/charts/average-precision.js';
import { averagePrecisionArrows } from '../../../../eval/report/charts/comparison.js';
import { errorGains } from '../../../../eval/report/charts/errors.js';
import { heatMap } from '../../../../eval/report/charts/heat-map.js';
import { recallBars } from '../../../../eval/report/charts/recall.js';
import { reliabilityDiagram, scoreHistogram } from '../../../../eval/report/charts/reliability.js';
import { reportData } from '../../../../eval/report/index.js';
import { judgedSet } from '../../../support/judged-set.js';
import { countMarks } from '../../../support/svg.js';

const { evaluation, analysis, other } = reportData({
  protocol: 'voc2010',
  ...judgedSet,
  bootstrap: { resamples: 5 },
});

describe('every chart has a mark for each of its data', () => {
  const filled = analysis.calibration.bins.filter(({ detections }) => detections > 0).length;
  const named = { name: 'first', errors: analysis.errors };
  it.each([
    ['AP', averagePrecisionBars(evaluation.perClass, 0.5), 'bar', 3],
    ['errors of one run', errorGains([named]), 'bar', errorKinds.length],
    ['errors of two runs', errorGains([named, named]), 'bar', 2 * errorKinds.length],
    [
      'recall',
      recallBars(analysis.breakdown),
      'bar',
      analysis.breakdown.filter(({ recall }) => recall !== null).length,
    ],
    ['reliability', reliabilityDiagram(analysis.calibration), 'rect', filled],
    ['scores', scoreHistogram(analysis.calibration), 'rect', filled],
    ['comparison', averagePrecisionArrows(other!.comparison), 'arrow', 3],
  ])('%s', (_, svg, mark, expected) => expect(countMarks(svg, mark)).toBe(expected));

  it('heat map: a square a cell, and one more where something was counted', () => {
    const cells = [{ truth: 'cat', detected: 'dog', count: 2, share: 0.5 }];
    const svg = heatMap(cells, { rows: ['cat', '(nothing there)'], columns: ['cat', 'dog', '(not found)'] });
    expect(countMarks(svg, 'cell')).toBe(2 * 3 + 1);
    expect(countMarks(svg, 'text')).toBe(1);
  });
});

describe('charts without data', () => {
  const bins = [{ from: 0, to: 1, detections: 0, confidence: null, precision: null }];
  it.each([
    ['no class', () => averagePrecisionBars([], 0)],
    ['no object', () => recallBars([{ group: 'size', value: 'small', objects: 0, recall: null }])],
    ['no detection', () => reliabilityDiagram({ bins, ece: 0 }) + scoreHistogram({ bins, ece: 0 })],
    ['no class in common', () => averagePrecisionArrows({ ...other!.comparison, perClass: [] })],
    ['empty matrix', () => heatMap([], { rows: [], columns: [] })],
  ])('%s', (_, svg) => expect(svg()).toMatch(/^<svg /));
});
