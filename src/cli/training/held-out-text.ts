/** What cross-fitting says of a detector, for people. */
import { counted } from '../../counted.js';
import { firstNames } from '../../first-names.js';
import type { ClassHeldOut, Estimate, HeldOut } from '../../training/detector/held-out.js';
import { type Advice, adviseMore, type CurvePoint } from '../../training/detector/learning-curve.js';
import { asPercent, print, say, table, warn } from '../output/output.js';

export const TOO_FEW = 'too few to say';

/** From this AP of every class on, more of the same photographs show nothing. */
const SATURATED = 0.97;

/** Below this recall a class is as good as not found. */
const HARDLY = 0.1;
const MOST_NAMED = 5;

type Measured = Pick<HeldOut, 'classes' | 'mAP'>;

/** Prints the table, says what its mean counts, and warns of classes that are hardly found. */
export async function printHeldOut(heldOut: Measured): Promise<void> {
  await print(heldOutTable(heldOut));
  const mean = meanText(heldOut);
  if (mean !== undefined) say(mean);
  const hardly = hardlyFoundText(heldOut);
  if (hardly !== undefined) warn(hardly);
}

/** A row per class, and the mean. */
export function heldOutTable({ classes, mAP }: Measured): string {
  const rows = classes.map((one) => [one.name, ...estimateCells(one.ap), ...pointCells(one)]);
  const mean = classes.length > 1 ? [[meanName({ classes }), ...estimateCells(mAP), '', '', '']] : [];
  return table([...rows, ...mean], {
    head: ['held out', 'AP %', '95 % interval', 'threshold', 'recall %', 'precision %'],
    right: [1, 2, 3, 4, 5],
  });
}

/** The mean under the number of classes that it goes over: those with objects. */
export function meanName({ classes }: Pick<HeldOut, 'classes'>): string {
  return `mAP of ${counted(classes.filter(hasObjects).length, 'class', 'classes')}`;
}

/** What else the mean counts than the APs that are shown, in a sentence. @returns nothing where it counts no more */
export function meanText({ classes, mAP }: Measured): string | undefined {
  const few = classes.filter((one) => hasObjects(one) && one.ap === undefined).map(({ name }) => name);
  if (!mAP || few.length === 0) return undefined;
  return `mAP counts all classes alike, also those with too few photographs to say: ${firstNames(few, MOST_NAMED)}.`;
}

function hasObjects({ objects }: ClassHeldOut): boolean {
  return objects > 0;
}

function estimateCells(estimate: Estimate | undefined): string[] {
  if (!estimate) return [TOO_FEW, ''];
  return [asPercent(estimate.value, 1), `${asPercent(estimate.low, 1)} to ${asPercent(estimate.high, 1)}`];
}

function pointCells({ threshold, recall, precision }: ClassHeldOut): string[] {
  return [threshold.toFixed(3), asPercent(recall, 0), asPercent(precision, 0)];
}

/** What to do next, in a sentence. */
export function adviceText(curve: readonly CurvePoint[], { classes }: Pick<HeldOut, 'classes'>): string {
  const found = curve.at(-1)?.perClass.filter((ap) => ap !== null) ?? [];
  if (found.length > 0 && found.every((ap) => ap >= SATURATED)) {
    return 'More photographs like these would hardly change the number. Photographs unlike them (other places, light, distances) tell whether it holds there.';
  }
  const advice = adviseMore(curve, classes);
  if (advice) return adviceSentence(advice);
  const few = classes.reduce((a, b) => (needs(b, a) ? b : a));
  return `More photographs would help, first of all of ${few.name}, of which there ${few.photographs === 1 ? 'is' : 'are'} ${few.photographs}.`;
}

function adviceSentence({ class: name, photographs, gain }: Advice): string {
  const points = Math.max(1, Math.round(100 * gain));
  return `Doubling the photographs of ${name} (${photographs} more) would help most: going by the learning curve, its AP would rise by about ${counted(points, 'point')}.`;
}

/** Whether it has fewer photographs, or as many and is found less. */
function needs(one: ClassHeldOut, other: ClassHeldOut): boolean {
  if (one.photographs !== other.photographs) return one.photographs < other.photographs;
  return (one.recall ?? 0) < (other.recall ?? 0);
}

/** The classes that are hardly found at their thresholds, in a sentence. @returns nothing where there are none */
export function hardlyFoundText({ classes }: Pick<HeldOut, 'classes'>): string | undefined {
  const hardly = classes.filter(({ recall }) => recall !== null && recall < HARDLY);
  if (hardly.length === 0) return undefined;
  const named = hardly.map(({ name, recall }) => `${name} (recall ${asPercent(recall, 0)} %)`);
  return `Hardly found at their thresholds: ${firstNames(named, MOST_NAMED)}. \`detect --threshold\` with a lower score shows more, right or wrong.`;
}
