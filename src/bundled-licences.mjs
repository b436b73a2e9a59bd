import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ownLicence = fileURLToPath(new URL('../LICENSE', import.meta.url));

/**
 * The licences of what was bundled ask that their text be with each copy: written as LICENSES.txt.
 *
 * @param modules paths of all that went into a bundle
 */
export async function writeLicences(modules, out) {
  const inside = modules.map((id) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id)?.[0]);
  const texts = [...new Set(inside.filter(Boolean))].sort().map(async (folder) => {
    const { name, version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
    const files = await readdir(folder);
    const licence = files.find((file) => /^licen[cs]e/i.test(file));
    // TensorFlow.js names its licence, which is our own, without its text; seedrandom's is in its README.
    const path = licence
      ? join(folder, licence)
      : license === 'Apache-2.0'
        ? ownLicence
        : join(folder, 'README.md');
    const text = await readFile(path, 'utf8');
    if (!licence && !/licen[cs]e/i.test(text)) throw new Error(`Expected ${folder} to hold its licence.`);
    return `${name} ${version}\n\n${text}`;
  });
  await writeFile(join(out, 'LICENSES.txt'), (await Promise.all(texts)).join(`\n${'-'.repeat(80)}\n`));
}
