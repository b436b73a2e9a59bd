import { describe, expect, it } from 'vitest';
import { analyseDetections, evaluateDetections } from '../../../eval/index.js';
import { reportData, reportJson } from '../../../eval/report/index.js';
import { judgedSet } from '../../support/judged-set.js';

const { others, ...input } = judgedSet;
const bootstrap = { resamples: 20 };

describe('reportData', () => {
  it.each(['voc2007', 'voc2010', 'ilsvrc-det', 'coco'] as const)(
    'holds what the evaluation and the analysis give under %s',
    (protocol) => {
      const data = reportData({ protocol, ...input, bootstrap });
      expect(data.evaluation).toEqual(evaluateDetections({ protocol, ...input, curves: true }));
      expect(data.analysis).toEqual(analyseDetections({ protocol, ...input, bootstrap }));
      expect(data.other).toBeUndefined();
    },
  );

  it('evaluates the other run on the same truth', () => {
    const { other } = reportData({ protocol: 'voc2010', ...input, others, bootstrap });
    expect(other?.evaluation.metrics).toEqual(
      evaluateDetections({ protocol: 'voc2010', ...input, detections: others }).metrics,
    );
    expect(other?.comparison.second).toBeCloseTo(other!.evaluation.metrics['mAP'], 12);
  });

  it('becomes JSON with the contest, the analysis and the comparison, without the columns', () => {
    const json = JSON.parse(
      reportJson(reportData({ protocol: 'voc2010', ...input, others, bootstrap })),
    ) as object;
    expect(Object.keys(json)).toEqual(['about', 'hints', 'evaluation', 'analysis', 'other']);
  });
});
