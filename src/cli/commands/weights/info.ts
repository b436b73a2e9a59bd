import { ownProposals } from '../../../../detection/record.js';
import { totalCost } from '../../../googlenet/cost.js';
import { type Summary, summarise } from '../../../googlenet/summary.js';
import { cardOf, loadEnsembleFile } from '../../../weights/ensemble.js';
import { isEnsembleFile } from '../../../weights/ensemble-file.js';
import { loadModel, type Model } from '../../../weights/model-file.js';
import type { Command } from '../../command.js';
import { asPercent, print, table, writeJsonLine } from '../../output/output.js';
import { count, summaryTable } from '../../output/summary-table.js';

/** Beside the names of rows, lines of at most so many characters fit 100 columns. */
const LINE = 70;

interface Options {
  readonly model: string;
  readonly json: boolean;
}

export const command: Command<Options> = {
  build: (yargs) =>
    yargs
      .positional('model', {
        type: 'string',
        demandOption: true,
        describe: 'a model, or an ensemble, by name or file',
      })
      .option('json', { type: 'boolean', default: false, describe: 'the whole card as one JSON value' })
      .example('$0 weights info voc', 'card and layers of the shipped detector')
      .example('$0 weights info mine.safetensors --json', 'for a script'),
  run: async ({ model: name, json }) => {
    if (isEnsembleFile(name)) return await showEnsemble(name, json);
    const model = await loadModel(name);
    const { card, weights, path, storedType, bytes } = model;
    const arrays = [...weights].map(([array, { shape }]) => ({ name: array, shape }));
    if (json) {
      await writeJsonLine({ path, bytes, storedType, parameters: parametersOf(model), card, arrays });
      return;
    }
    await print(table(describe(model), { head: ['model', card.name], multiline: true }));
    if (card.task === 'multibox') return; // the network on its card is its base's
    const { inputSize } = card.preprocessing;
    await print(`\nThe network at ${inputSize} x ${inputSize}:\n`);
    const summary = summarise(card.network, { width: inputSize, height: inputSize });
    await print(summaryTable(card.task === 'detector' ? upToPool5(summary) : summary));
    if (card.task === 'detector')
      await print('\nThe heads of the classes follow, linear on these features of each region.');
  },
};

/** Its members, each of which has a card of its own. */
async function showEnsemble(path: string, json: boolean): Promise<void> {
  const ensemble = await loadEnsembleFile(path);
  const card = cardOf(ensemble);
  const members = ensemble.members.map(({ card: { name, sha256 }, path: file }, i) => {
    return { name, path: file, sha256, weight: ensemble.weights[i]! };
  });
  if (json) {
    await writeJsonLine({ path, average: ensemble.average, members, card });
    return;
  }
  const rows = [
    ['task', card.task],
    ['file', path],
    ['classes', shownClasses(card.classes.map(({ name }) => name))],
    ['licence', card.licence],
    ['average', ensemble.average],
    ...members.map(({ name, path: file, weight }, i) => [
      `member ${i + 1}`,
      `${name}, weight ${weight}: ${file}`,
    ]),
    ['sha256', card.sha256],
  ];
  await print(table(rows, { head: ['ensemble', card.name], multiline: true }));
}

/** What a detector has of the network: no classifier of the base's classes. */
function upToPool5({ rows }: Summary): Summary {
  const kept = rows.slice(0, rows.findIndex(({ name }) => name === 'pool5/7x7_s1') + 1);
  const depth = kept.reduce((sum, row) => sum + row.depth, 0);
  return { rows: kept, total: totalCost(kept), depth };
}

/** Rows of two cells; a card's optional parts are left out where it has none. */
function describe(model: Model): string[][] {
  const { card, path, storedType, bytes } = model;
  const { channelOrder, mean, inputSize } = card.preprocessing;
  const rows: (readonly [string, string | undefined])[] = [
    ['task', card.task],
    ['file', path],
    ['size', `${(bytes / 1e6).toFixed(1)} MB, ${count(parametersOf(model))} values, ${storedType}`],
    ['classes', card.classes.length === 0 ? undefined : shownClasses(card.classes.map(({ name }) => name))],
    ['input', `${inputSize} x ${inputSize}, ${channelOrder}, 0..255 minus (${mean.join(', ')})`],
    ['proposals', card.task === 'detector' ? ownProposals(model) : undefined],
    ['licence', card.licence],
    ['origin', wrapped(card.origin.text)],
    ['address', card.origin.url],
    ['file sha1', card.origin.sha1],
    ['base', card.base],
    ["base's licence", card.baseLicence],
    ["base's origin", card.baseOrigin && wrapped(card.baseOrigin.text)],
    ['trained by', card.training && wrapped(card.training.command)],
    ['trained on', card.training && wrapped(card.training.data)],
    ['8 bits', card.quantized && `from the ranges of ${card.quantized.photographs} photographs`],
    ['quantized by', card.quantized && wrapped(card.quantized.command)],
    ['quantized from', card.quantized?.from],
    ...metricRows(card.metrics ?? {}),
    ['sha256', card.sha256],
  ];
  return rows.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
}

/** All of a few short names; of more the first. */
function shownClasses(names: readonly string[]): string {
  let shown = '';
  for (const [i, name] of names.entries()) {
    const longer = i === 0 ? name : `${shown}; ${name}`;
    if (i > 0 && longer.length > LINE) return `${names.length}: ${shown}; ...`;
    shown = longer;
  }
  return `${names.length}: ${shown}`;
}

/** Shares in percent, an interval beside what it is of. */
function metricRows(metrics: Readonly<Record<string, number>>): [string, string][] {
  return Object.entries(metrics)
    .filter(([name]) => !/(Low|High)$/.test(name))
    .map(([name, value]) => {
      if (!/^(mAP|top)/.test(name)) return [name, String(value)];
      const [low, high] = [metrics[`${name}Low`], metrics[`${name}High`]];
      if (low === undefined || high === undefined) return [name, `${asPercent(value, 1)} %`];
      return [
        name,
        `${asPercent(value, 1)} % (95 % interval: ${asPercent(low, 1)} to ${asPercent(high, 1)})`,
      ];
    });
}

function parametersOf({ weights }: Model): number {
  return [...weights.values()].reduce((sum, { data }) => sum + data.length, 0);
}

/** Lines of at most 84 characters, broken at blanks: beside the names they fit 100 columns. */
function wrapped(text: string): string {
  return text.replace(/(?=.{85})(.{1,84})\s+/g, '$1\n');
}
