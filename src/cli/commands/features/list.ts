import { addTo } from '../../../datasets/lists-by-key.js';
import { KeptFeatures, type KeptFile } from '../../../training/detector/kept-features.js';
import type { Command } from '../../command.js';
import { type RunOption, runOption } from '../../options/run-option.js';
import { print, say, table, writeJsonLine } from '../../output/output.js';

export const command: Command<RunOption> = {
  build: (yargs) =>
    runOption(yargs).example('$0 features list', 'the features that trainings keep, with their size'),
  files: { reads: ['run'], writes: [] },
  run: async ({ run, json }) => {
    const kept = await KeptFeatures.list(run);
    const groups = grouped(kept);
    if (json) return writeJsonLine({ run, files: kept.length, bytes: sizeOf(kept), groups });
    if (kept.length === 0) return say(`${run} keeps no features.`);
    const rows = groups.map(({ base, view, photographs, bytes, lastUsed }) => [
      ...[base || 'damaged', view, photographs, (bytes / 1e6).toFixed(1)],
      lastUsed.slice(0, 10),
    ]);
    await print(table(rows, { head: ['base', 'regions', 'photographs', 'MB', 'last used'], right: [2, 3] }));
  },
};

function sizeOf(files: readonly KeptFile[]): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** By the base and the way to see regions, which a training needs both. */
function grouped(kept: readonly KeptFile[]) {
  const groups = new Map<string, KeptFile[]>();
  for (const file of kept) {
    const key = `${file.base}\n${file.view}`;
    addTo(groups, key, file);
  }
  return [...groups.values()].map((files) => ({
    base: files[0]!.base,
    view: files[0]!.view,
    photographs: files.length,
    bytes: sizeOf(files),
    lastUsed: new Date(Math.max(...files.map(({ used }) => used.getTime()))).toISOString(),
  }));
}
