import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const UNPACK = "import chromium from '@sparticuz/chromium'; await chromium.executablePath();";

/**
 * The Chromium from npm, unpacked once per machine. It would unpack itself in place, where another test file can
 * meet half of it; so each unpacks into a folder of its own, and the first to be ready gives its folder the name.
 *
 * @param parent where it is unpacked
 */
export async function unpackedChromium(parent = tmpdir()): Promise<string> {
  const root = join(createRequire(import.meta.url).resolve('@sparticuz/chromium'), '../../..');
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
  const ready = join(parent, `googlenet-rcnn-chromium-${version}`);
  if (!existsSync(ready)) {
    const own = await mkdtemp(join(parent, 'chromium-'));
    try {
      const options = { cwd: root, env: { ...process.env, TMPDIR: own } };
      await promisify(execFile)(process.execPath, ['--input-type=module', '-e', UNPACK], options);
      await rename(own, ready);
    } catch (error) {
      await rm(own, { recursive: true, force: true });
      if (!existsSync(ready)) throw error; // else another was first
    }
  }
  return join(ready, 'chromium');
}
