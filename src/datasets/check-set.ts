import { counted } from '../counted.js';
import type { LongWork } from '../progress.js';
import { addTo } from './lists-by-key.js';
import { photographPath } from './photograph-path.js';
import type { OnProblem } from './problem.js';
import type { Dataset, ImageRecord } from './records.js';
import { copiesAmong } from './roboflow/copies.js';
import { rowsOfClasses } from './rows.js';
import { samePhotographs } from './same-photographs.js';
import { similarClasses } from './similar-classes.js';

/** Reports classes that are probably one under several names, with the number of objects of each. */
export function checkClasses(dataset: Dataset, file: string, onProblem: OnProblem): void {
  const { classes } = dataset;
  const counts = new Map(rowsOfClasses(dataset).map((rows, k) => [classes[k]!.name, rows.length]));
  for (const group of similarClasses(classes.map(({ name }) => name))) {
    const names = group.map((name) => `"${name}" (${counted(counts.get(name)!, 'object')})`).join(' and ');
    const message = `${names} are probably one class. Join them with dataset merge.`;
    onProblem({ kind: 'similar-class', file, message });
  }
}

/** Reports splits with copies of one photograph: what was learnt from one is measured on the other. */
export function checkCopies({ images }: Dataset, file: string, onProblem: OnProblem): void {
  const splits = new Map<string, ImageRecord[]>();
  for (const image of images) if (image.split !== undefined) addTo(splits, image.split, image);
  const ordered = [...splits].sort(([one], [other]) => Number(other === 'train') - Number(one === 'train'));
  for (const [i, [split, own]] of ordered.entries()) {
    for (const [earlier, others] of ordered.slice(0, i)) {
      const copies = copiesAmong(own, others);
      if (copies.length === 0) continue;
      const message = `by their names, ${copies.length} of the ${own.length} photographs of the split ${split} are copies of photographs of the split ${earlier}, such as ${copies[0]!.id}. dataset split keeps copies together.`;
      onProblem({ kind: 'same-photograph', file, message });
    }
  }
}

/** Reports photographs that are the same file as an earlier one; in two splits, they falsify the evaluation. */
export async function checkSame(
  dataset: Dataset,
  { onProblem, ...work }: LongWork & { readonly onProblem: OnProblem },
): Promise<void> {
  const { images } = dataset;
  for (const [first, ...others] of await samePhotographs(dataset, work)) {
    for (const other of others) {
      const [one, again] = [images[first!]!, images[other]!];
      const across =
        one.split === again.split
          ? ''
          : `, of another split (${one.split ?? 'none'} and ${again.split ?? 'none'})`;
      const message = `the photograph of ${again.id} is the same file as that of ${one.id}${across}.`;
      onProblem({ kind: 'same-photograph', file: photographPath(dataset, again), message });
    }
  }
}
