/** What a training learns from, for people, before it starts. */

import { counted } from '../../counted.js';
import { countSetAside, type Dataset } from '../../datasets/records.js';
import { similarClasses } from '../../datasets/similar-classes.js';
import { statisticsOf } from '../../datasets/statistics.js';
import { ENOUGH } from '../../training/detector/held-out.js';
import { say, table, warn } from '../output/output.js';

interface LearntFrom {
  /** The data set as it was named. */
  readonly data: string;
  /** How the photographs that are measured on are kept apart, as a sentence. */
  readonly heldOut: string;
  /** Use at most this many photographs. */
  readonly images?: number;
}

/** Classes, objects, photographs and the held-out share; what looks wrong or is too little. */
export function sayLearntFrom(dataset: Dataset, { data, heldOut, images = Infinity }: LearntFrom): void {
  const { classes, images: photographs, empty, objects } = statisticsOf(dataset);
  const split = dataset.images[0]?.split;
  say(
    `${data}${split === undefined ? '' : `, split ${split}`}: ${counted(objects, 'object')} of ${counted(classes.length, 'class', 'classes')} on ${counted(photographs, 'photograph')}${emptyWords(empty)}.`,
  );
  say(
    table(
      classes.map((one) => [one.name, one.objects, one.images]),
      { head: ['class', 'objects', 'photographs'], right: [1, 2] },
    ),
  );
  if (photographs > images) say(`Of them ${images} photographs are used, drawn at random.`);
  const aside = countSetAside(dataset.truth);
  if (aside > 0)
    say(
      `${counted(aside, 'object is', 'objects are')} difficult or a crowd, and neither learnt nor measured.`,
    );
  say(heldOut);
  warnAbout(classes);
}

function emptyWords(empty: number): string {
  if (empty === 0) return '';
  return empty === 1
    ? ', of which 1 shows no object and is an example against every class'
    : `, of which ${empty} show no object and are examples against every class`;
}

function warnAbout(classes: readonly { readonly name: string; readonly images: number }[]): void {
  for (const group of similarClasses(classes.map(({ name }) => name))) {
    const names = group.map((name) => `"${name}"`).join(' and ');
    warn(`${names} are probably one class, but are learnt as ${group.length}. Join them with dataset merge.`);
  }
  const few = classes.filter(({ images }) => images < ENOUGH);
  if (few.length === 0) return;
  const shown = few.slice(0, 5).map(({ name, images }) => `${images} of ${name}`);
  const more = few.length > shown.length ? ` and few of ${few.length - shown.length} more classes` : '';
  warn(
    `Few photographs: ${shown.join(', ')}${more}. Below ${ENOUGH} photographs a class is learnt badly, and its accuracy cannot be measured.`,
  );
}
