/** Compiles descend.ts into ../descend-binary.ts: part of `npm run build:wasm`. The result is committed. */
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const source = fileURLToPath(new URL('./descend.ts', import.meta.url));
const target = new URL('../descend-binary.ts', import.meta.url);

const options = '--runtime stub -O3 --noAssert --enable simd --importMemory';
let binary;
const { error, stderr } = await asc.main(
  [source, '--baseDir', '/', '-o', 'descend.wasm', ...options.split(' ')],
  {
    writeFile: (_name, contents) => {
      binary = contents;
    },
  },
);
if (error) throw new Error(`${error.message}\n${stderr}`);

const lines = Buffer.from(binary)
  .toString('base64')
  .match(/.{1,100}/g)
  .map((line) => `  '${line}',`);
await writeFile(
  target,
  `/** Compiled from assembly/ by \`npm run build:wasm\`; not to be edited. */\nexport const descendBinary = [\n${lines.join('\n')}\n].join('');\n`,
);
