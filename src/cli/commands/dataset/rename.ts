import { renameClasses } from '../../../datasets/relabel.js';
import { RcnnError } from '../../../errors.js';
import { relabelCommand } from '../../dataset/relabel-command.js';

export const command = relabelCommand<{ readonly names: readonly string[] }>({
  build: (yargs) =>
    yargs
      .positional('names', { type: 'string', array: true, demandOption: true, describe: 'pairs old=new' })
      .example('$0 dataset rename my-labels tvmonitor=screen "traffic light=light" --out renamed', ''),
  change: ({ names }) => {
    const pairs = new Map(names.map(pairOf));
    return (dataset) => renameClasses(dataset, pairs);
  },
});

function pairOf(text: string): [string, string] {
  const at = text.indexOf('=');
  const [from, to] = [text.slice(0, at), text.slice(at + 1)];
  if (at > 0 && to.trim() !== '') return [from, to];
  throw new RcnnError('bad-option', `Expected old=new for each class to rename, but got "${text}".`);
}
