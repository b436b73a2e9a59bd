/** Compiles this folder into ../kernels-binary.ts: `npm run build:wasm`. The result is committed. */
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const source = fileURLToPath(new URL('./kernels.ts', import.meta.url));
const target = new URL('../kernels-binary.ts', import.meta.url);

// The memory is shared only so that it can grow without detaching the arrays that view it.
const options = '--runtime stub -O3 --noAssert --enable simd --enable threads --importMemory --sharedMemory';
const pages = '--initialMemory 16 --maximumMemory 16384';
let binary;
const { error, stderr } = await asc.main(
  [source, '--baseDir', '/', '-o', 'kernels.wasm', ...`${options} ${pages}`.split(' ')],
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
  `/** Compiled from assembly/ by \`npm run build:wasm\`; not to be edited. */\nexport const kernelsBinary = [\n${lines.join('\n')}\n].join('');\n`,
);
