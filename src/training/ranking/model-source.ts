import type { RankingModel } from '../../../proposals/selective-search/ranking/model-shape.js';

/** The TypeScript file that holds a model. */
export function modelSource(
  { hidden, out }: RankingModel,
  { name, features, command }: { name: string; features: readonly string[]; command: string },
): string {
  const numbers = (list: readonly number[]) => list.map((value) => Number(value.toPrecision(5))).join(', ');
  return [
    '/**',
    ` * Made by \`${command}\`; not to be edited.`,
    ' * Columns of `hidden`:',
    ...features.map((feature) => ` * - ${feature}`),
    ' * - bias',
    ' */',
    "import type { RankingModel } from './model-shape.js';",
    '',
    '// biome-ignore format: a row per unit',
    `export const ${name}: RankingModel = {`,
    '  hidden: [',
    ...hidden.map((row) => `    [${numbers(row)}],`),
    '  ],',
    `  out: [${numbers(out)}],`,
    '};',
    '',
  ].join('\n');
}
