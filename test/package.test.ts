import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { packageRoot } from '../src/platform/node/package-root.js';

const { exports, bin } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as {
  exports: Record<string, { types: string; default: string }>;
  bin: Record<string, string>;
};

it('exports and commands are built of sources that exist', () => {
  const built = [...Object.values(exports).map((entry) => entry.default), ...Object.values(bin)];
  expect(built.length).toBeGreaterThanOrEqual(6);
  for (const file of built) {
    const source = file.replace(/^(\.\/)?dist\//, '').replace(/\.js$/, '.ts');
    expect(existsSync(join(packageRoot, source)), file).toBe(true);
  }
});

it('each entry has the types of its own file', () => {
  for (const { types, default: file } of Object.values(exports))
    expect(types).toBe(file.replace(/\.js$/, '.d.ts'));
});
