import {
  analyseDetections,
  compareResults,
  type DetectionProtocolName,
  type EvaluationOptions,
  errorKinds,
  evaluateProposals,
  explainProtocols,
} from '../../eval/index.js';
import { ImageFinder } from '../datasets/images.js';
import type { Dataset, DetectionTable } from '../datasets/records.js';
import { readText } from '../datasets/text.js';
import { RcnnError } from '../errors.js';
import { Boxes } from '../geometry/boxes.js';
import { table } from './output.js';

/** What a task gives: a value for machines, text for people. */
interface TaskOutput {
  readonly result: unknown;
  readonly text: string;
}

const percent = (value: number | null) => (value === null ? '-' : (100 * value).toFixed(2));

/** `evaluate proposals`. */
export async function scoreProposals(
  file: string,
  dataset: Dataset,
  difficult: 'ignored' | 'counted' | undefined,
): Promise<TaskOutput> {
  const proposals = await readProposals(file, dataset);
  const result = evaluateProposals({ ...dataset, proposals, difficult: difficult === 'counted' });
  const { counts, iou } = result.options;
  const at = iou.indexOf(0.5);
  const rows = counts.map((_, n) =>
    [
      result.recall[n][at],
      result.averageRecall[n],
      result.meanBestOverlap[n],
      result.meanAverageBestOverlap[n],
    ].map(percent),
  );
  const head = ['boxes', 'recall@0.5 %', 'AR %', 'ABO %', 'MABO %'];
  const text = `${table(
    rows.map((row, n) => [counts[n], ...row]),
    { head, right: [0, 1, 2, 3, 4] },
  )}\n\n${result.objects} objects; ${result.boxes.mean.toFixed(0)} boxes an image, ${result.boxes.most} at most`;
  return { result, text };
}

/** `evaluate analyse`. */
export async function analyseResult(
  input: EvaluationOptions,
  dataset: Dataset,
  proposals: string | undefined,
): Promise<TaskOutput> {
  const result = analyseDetections({
    ...input,
    ...(proposals && { proposals: await readProposals(proposals, dataset) }),
  });
  const { errors, interval, calibration } = result;
  const rows = errorKinds.map((kind) => [kind, errors.errors[kind].count, percent(errors.errors[kind].gain)]);
  const text = [
    table(rows, { head: ['error', 'count', 'AP % gained if mended'], right: [1, 2] }),
    ...(errors.withoutProposal === undefined
      ? []
      : [`${errors.withoutProposal} of the missed objects have no proposal of IoU 0.5`]),
    table(
      result.breakdown.map(({ group, value, objects, recall }) => [group, value, objects, percent(recall)]),
      { head: ['objects', '', 'number', 'recall %'], right: [2, 3] },
    ),
    `mAP ${percent(errors.mAP)} % at IoU ${errors.iou}, ${percent(interval.low)} to ${percent(interval.high)} in ${100 * interval.level} % of ${interval.resamples} resamplings of the images; calibration error ${percent(calibration.ece)} %`,
  ].join('\n\n');
  return { result, text };
}

/** `evaluate explain`. */
export function explainResult(
  input: EvaluationOptions,
  other: {
    readonly against: DetectionProtocolName | undefined;
    readonly others: DetectionTable | '' | undefined;
  },
): TaskOutput {
  if (other.others) {
    const result = compareResults({ ...input, others: other.others });
    const rows = result.perClass.map((row) => [
      row.class,
      percent(row.first),
      percent(row.second),
      percent(row.share),
    ]);
    const head = ['class', 'first AP %', 'second AP %', 'share of the difference'];
    const text = `${table(rows, { head, right: [1, 2, 3] })}\n\n${percent(result.first)} % to ${percent(result.second)} %: ${percent(result.difference)}`;
    return { result, text };
  }
  if (!other.against) {
    throw new RcnnError(
      'bad-option',
      'Expected --against PROTOCOL or --others RESULTS to explain the difference to.',
    );
  }
  const result = explainProtocols({ ...input, from: input.protocol, to: other.against });
  const rows = result.rules.map(({ rule, from, to, share }) => [rule, from, to, percent(share)]);
  const head = ['rule', result.from.protocol, result.to.protocol, 'share of the difference'];
  const text = `${table(rows, { head, right: [3] })}\n\n${percent(result.from.AP)} % to ${percent(result.to.AP)} %: ${percent(result.difference)}; ${result.changed.length} detections are judged differently`;
  return { result, text };
}

/** Lines of `propose --json`, put in the order of the data set's images. */
async function readProposals(file: string, { images }: Dataset): Promise<(Boxes | undefined)[]> {
  const finder = new ImageFinder(images);
  const proposals = new Array<Boxes | undefined>(images.length).fill(undefined);
  for (const [i, line] of (await readText(file)).split('\n').entries()) {
    if (line.trim() === '') continue;
    const { image, boxes } = parseLine(line, file, i + 1);
    const index = finder.find(image);
    if (index === undefined) continue; // proposals of other splits do no harm
    proposals[index] = Boxes.from(boxes.map(([x1, y1, x2, y2]) => ({ x1, y1, x2, y2 })));
  }
  return proposals;
}

interface ProposalLine {
  readonly image: string;
  readonly boxes: readonly (readonly [number, number, number, number])[];
}

function parseLine(line: string, file: string, number: number): ProposalLine {
  const refuse = (cause?: unknown) =>
    new RcnnError('bad-dataset', `${file}:${number}: expected {"image", "boxes": [[x1, y1, x2, y2], ...]}.`, {
      cause,
    });
  let value: ProposalLine;
  try {
    value = JSON.parse(line) as ProposalLine;
  } catch (cause) {
    throw refuse(cause);
  }
  const fits = (box: unknown) => Array.isArray(box) && box.length === 4 && box.every(Number.isFinite);
  if (typeof value?.image !== 'string' || !Array.isArray(value.boxes) || !value.boxes.every(fits))
    throw refuse();
  return value;
}
