/** The report of a trained detector: its evaluation on held-out photographs, with these drawn and a learning curve. */

import { chooseExhibits, composeReport, renderHtml, reportData } from '../../../eval/report/index.js';
import { concurrently } from '../../datasets/concurrently.js';
import { photographPath } from '../../datasets/photograph-path.js';
import { type Dataset, DIFFICULT, imageName } from '../../datasets/records.js';
import { boxOfRow, rowsOfImages } from '../../datasets/rows.js';
import { firstNames } from '../../first-names.js';
import { readPhotographs } from '../../pictures/photographs.js';
import { inlineThumbnail } from '../../pictures/thumbnail.js';
import { decodeImage } from '../../platform/node/decode.js';
import { writeBeside } from '../../platform/node/write-beside.js';
import type { LongWork } from '../../progress.js';
import { keyedStream, shuffled } from '../../random/keyed-stream.js';
import { PURPOSE } from '../../random/purposes.js';
import type { Block, Picture, PictureBox, Section } from '../../reports/document.js';
import { decimal, percent } from '../../reports/format.js';
import { curveChart } from '../../training/detector/curve-chart.js';
import { ENOUGH, type Estimate, type HeldOut } from '../../training/detector/held-out.js';
import type { CurvePoint } from '../../training/detector/learning-curve.js';
import { adviceText, hardlyFoundText, meanName, TOO_FEW } from './held-out-text.js';

/** Photographs drawn whole: three rows on a wide page. */
const SHOWN = 12;
/** Classes in a sentence. */
const NAMED = 10;
const THUMBNAIL = { width: 480, height: 360 };
/** Decoded at the same time: each may be large. */
const AT_ONCE = 4;

const THRESHOLDS_TEXT =
  "The threshold is stored in the model's file; detect uses it, and so do Confusion and the gallery below. It is the class's own threshold of best F1, which the table under Classes gives, moved towards that of the other classes where objects are few.";

interface DetectorReport {
  readonly name: string;
  /** What was measured on. */
  readonly dataset: Dataset;
  readonly data: string;
  readonly heldOut: HeldOut;
  readonly curve: readonly CurvePoint[];
  /** How the photographs were held out, as a sentence. */
  readonly how: string;
}

/** Writes one HTML file that needs nothing else. @throws RcnnError `disk-full`, `bad-file` */
export async function writeDetectorReport(
  path: string,
  report: DetectorReport,
  work: LongWork = {},
): Promise<void> {
  const { dataset, heldOut, name, data, how, curve } = report;
  const about = { truth: data, detections: name, facts: [{ name: 'Photographs', value: how }] };
  const thresholds = Object.fromEntries(heldOut.classes.map((one) => [one.name, one.threshold]));
  const { detections } = heldOut;
  const measured = reportData({ ...dataset, detections, thresholds, protocol: 'voc2010', about });
  const computed = { ...measured, hints: [...measured.hints, ...tooFewHints(heldOut)] };
  const exhibits = chooseExhibits(computed);
  const photographs = await readPhotographs(exhibits, dataset, work);
  const document = composeReport(computed, { exhibits, photographs });
  const pictures = await heldOutPictures(report, work);
  const sections = [
    trainingSection(report),
    ...(pictures.length > 0 ? [picturesSection(pictures, dataset.images.length)] : []),
    ...(curve.length > 1 ? [curveSection(report)] : []),
    ...document.sections,
  ];
  const html = renderHtml({
    ...document,
    title: `Training of ${name}`,
    subtitle: `${data} · held-out photographs`,
    sections,
    footer: 'Made by googlenet-rcnn train detector. One file, nothing is loaded from elsewhere.',
  });
  await writeBeside(path, [html]);
}

function trainingSection({ heldOut, how, curve }: DetectorReport): Section {
  const rows = heldOut.classes.map((one) => [
    one.name,
    one.objects,
    one.photographs,
    estimateText(one.ap),
    one.threshold.toFixed(3),
    share(one.recall),
    share(one.precision),
  ]);
  const head = [
    'class',
    'objects',
    'photographs',
    'AP %',
    'threshold',
    'recall % there',
    'precision % there',
  ];
  const hardly = hardlyFoundText(heldOut);
  const blocks: Block[] = [
    { kind: 'text', text: how },
    {
      kind: 'text',
      text: `${meanName(heldOut)}: ${estimateText(heldOut.mAP, ' %')}. ${adviceText(curve, heldOut)}`,
    },
    ...(hardly === undefined ? [] : [{ kind: 'text', text: hardly } satisfies Block]),
    { kind: 'table', caption: 'By class, on held-out photographs', head, rows },
    { kind: 'text', text: THRESHOLDS_TEXT },
  ];
  return { id: 'training', title: 'What was learnt', blocks };
}

/** What the numbers of the evaluation are worth, whose tables give every class one. */
function tooFewHints({ classes }: HeldOut): string[] {
  const few = classes.filter(({ ap }) => ap === undefined).map(({ name }) => name);
  if (few.length === 0) return [];
  const mean = few.length === classes.length ? 'their mean' : `their share of the mean`;
  return [
    `Too few to say: ${firstNames(few, NAMED)}, with fewer than ${ENOUGH} photographs each. The APs below, and ${mean}, describe these photographs; other photographs may give quite different ones, even beyond the intervals.`,
  ];
}

/** @param unit after the number; a column has it in its head */
function estimateText(estimate: Estimate | undefined, unit = ''): string {
  if (!estimate) return TOO_FEW;
  const { value, low, high } = estimate;
  return `${percent(value)}${unit} (95 % interval ${percent(low, 1)}–${percent(high, 1)})`;
}

function share(value: number | null): string {
  return value === null ? '-' : percent(value, 0);
}

function picturesSection(pictures: readonly Picture[], all: number): Section {
  const note = `${pictures.length} of ${all}, drawn at random, with what is shown at the thresholds`;
  return {
    id: 'held-out',
    title: 'Held-out photographs',
    blocks: [{ kind: 'pictures', title: 'As the detector sees them', note, pictures }],
  };
}

/** Photographs that cannot be read any more are left out. */
async function heldOutPictures({ dataset, heldOut }: DetectorReport, work: LongWork): Promise<Picture[]> {
  const order = [...shuffled(keyedStream(PURPOSE.reportPictures), dataset.images.length).slice(0, SHOWN)];
  const objects = rowsOfImages(dataset.truth, dataset);
  const picture = async (index: number): Promise<Picture | undefined> => {
    const image = dataset.images[index]!;
    const path = photographPath(dataset, image);
    const raster = await decodeImage(path).catch(() => undefined);
    if (!raster) return undefined;
    const found = shownBoxes(image.id, heldOut);
    return {
      title: imageName(image),
      caption: `${objects[index]!.length} annotated, ${found.length} shown`,
      photograph: await inlineThumbnail(raster, THUMBNAIL),
      boxes: [...truthBoxes(dataset, objects[index]!), ...found],
    };
  };
  const pictures = await concurrently(order, { stage: 'photographs', limit: AT_ONCE, ...work }, picture);
  return pictures.filter((one) => one !== undefined);
}

function truthBoxes({ truth, classes }: Dataset, rows: readonly number[]): PictureBox[] {
  return rows.map((row) => {
    const { name } = classes[truth.class[row]!]!;
    const label = truth.flags[row]! & DIFFICULT ? `${name} (difficult)` : name;
    return { role: 'truth', box: boxOfRow(truth, row), label };
  });
}

function shownBoxes(image: string, { detections, classes }: HeldOut): PictureBox[] {
  const thresholds = new Map(classes.map(({ name, threshold }) => [name, threshold]));
  return detections
    .filter((one) => one.image === image && one.score >= thresholds.get(one.class)!)
    .map(({ box, class: name, score }) => ({ role: 'detection', box, label: `${name} ${decimal(score)}` }));
}

function curveSection({ curve, heldOut }: DetectorReport): Section {
  const names = heldOut.classes.map(({ name }) => name);
  const points = curve.map(({ photographs, mAP }) => `${photographs} photographs: ${percent(mAP, 1)} %`);
  return {
    id: 'curve',
    title: 'Learning curve',
    blocks: [
      {
        kind: 'text',
        text: `Heads that learnt from fewer photographs, measured on the same held-out ones: where the line still rises, more photographs help. ${adviceText(curve, heldOut)}`,
      },
      {
        kind: 'chart',
        title: 'AP by photographs learnt from',
        alt: `mAP by photographs learnt from: ${points.join(', ')}`,
        draw: () => curveChart(curve, names),
      },
    ],
  };
}
