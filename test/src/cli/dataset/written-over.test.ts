import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { sayWrittenOver } from '../../../../src/cli/dataset/write-labels.js';

it('says that --out is there already, unless it is empty', () => {
  const folder = mkdtempSync(join(tmpdir(), 'over-'));
  const written = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  try {
    sayWrittenOver(folder);
    sayWrittenOver(join(folder, 'absent'));
    expect(written).not.toHaveBeenCalled();
    writeFileSync(join(folder, 'a.json'), '{}');
    sayWrittenOver(folder);
    expect(written.mock.calls.join()).toContain(`${folder} is there already`);
  } finally {
    written.mockRestore();
    rmSync(folder, { recursive: true });
  }
});
