import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Pip } from '../../src/setup/download-wheel.js';
import type { Release } from '../../src/setup/tensorflow-release.js';
import { zipOf } from './zip.js';

/** What a TensorFlow wheel holds, in little: what is wanted and what is not. */
export const wheelFiles = {
  'tensorflow/libtensorflow_cc.so.2': 'the library',
  'tensorflow/libtensorflow_framework.so.2': 'the framework',
  'tensorflow/include/tensorflow/c/c_api.h': '// C API',
  'tensorflow/include/tensorflow/c/eager/c_api.h': '// eager C API',
  'tensorflow/include/tensorflow/core/platform/ctstring.h': '// strings',
  'tensorflow/include/tensorflow/core/framework/op.h': '// not wanted',
  'tensorflow/include/tsl/platform/ctstring_internal.h': '// strings inside',
  'tensorflow/include/external/png/LICENSE': 'not wanted',
  'tensorflow/python/_pywrap_tfe.so': 'not wanted',
  'tensorflow/THIRD_PARTY_NOTICES.txt': 'notices',
  'tensorflow_cpu-0.0.1.dist-info/LICENSE': 'licence',
} as const;

export const wheel = zipOf(wheelFiles);

/** A release of a few hundred bytes. */
export const release: Release = {
  variant: 'cpu',
  version: '0.0.1',
  requirement: 'tensorflow-cpu==0.0.1',
  wheel: 'tensorflow_cpu-0.0.1-any.whl',
  sha256: createHash('sha256').update(wheel).digest('hex'),
  wheelBytes: wheel.length,
  unpackedBytes: 1000,
};

/**
 * A program that takes pip's arguments. It counts its calls in `<folder>/calls` and does what `body` says, with
 * `dest` (the folder to download to), `wheel` (its content) and `name`.
 */
export async function fakePip(
  folder: string,
  body = 'writeFileSync(join(dest, name), wheel);',
): Promise<Pip> {
  const script = join(folder, 'pip.mjs');
  await writeFile(
    script,
    `import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
const dest = process.argv.find((argument) => argument.startsWith('--dest=')).slice('--dest='.length);
const wheel = Buffer.from('${wheel.toString('base64')}', 'base64');
const name = '${release.wheel}';
appendFileSync('${join(folder, 'calls')}', process.argv.slice(2).join(' ') + '\\n');
${body}
`,
  );
  return [process.execPath, script];
}
