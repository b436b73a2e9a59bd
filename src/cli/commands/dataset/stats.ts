import { counted } from '../../../counted.js';
import { type Statistics, statisticsOf } from '../../../datasets/statistics.js';
import type { Command } from '../../command.js';
import { type DatasetOptions, datasetOptions, readChosen } from '../../options/dataset-options.js';
import { print, table, writeJsonLine } from '../../output/output.js';

export const command: Command<DatasetOptions> = {
  build: (yargs) =>
    datasetOptions(yargs).example('$0 dataset stats my-labels', 'objects by class, size and split'),
  files: { reads: ['path', 'images', 'meta'], writes: [] },
  run: async (options, context) => {
    const statistics = statisticsOf(await readChosen(options, context));
    if (options.json) await writeJsonLine(statistics);
    else await print(`${classTable(statistics)}\n\n${summary(statistics)}`);
  },
};

function classTable({ classes, splits }: Statistics): string {
  const names = Object.keys(splits);
  const head = ['class', 'objects', 'photographs', 'small', 'medium', 'large', 'median side', ...names];
  const rows = classes.map((one) => [
    one.name,
    one.objects,
    one.images,
    one.small,
    one.medium,
    one.large,
    one.objects === 0 ? '-' : `${Math.round(one.medianSide)} px`,
    ...names.map((name) => one.splits[name] ?? 0),
  ]);
  return table(rows, { head, right: head.map((_, column) => column).slice(1) });
}

function summary({ images, objects, empty, mostObjects, splits }: Statistics): string {
  const parts = Object.entries(splits).map(([name, count]) => `${name} ${count}`);
  const mean = images === 0 ? 0 : objects / images;
  return [
    `${counted(images, 'photograph')}${parts.length > 0 ? ` (${parts.join(', ')})` : ''}, ${empty} of them without objects`,
    `${counted(objects, 'object')}: ${mean.toFixed(1)} per photograph, at most ${mostObjects}`,
    'small is below 32 x 32 pixels, large above 96 x 96, as in COCO',
  ].join('\n');
}
