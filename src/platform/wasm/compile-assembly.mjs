/** Compiles AssemblyScript into a TypeScript file that holds the binary as base 64: part of `npm run build:wasm`. */
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

/** As few bytes as possible: no garbage collection, no checks. */
const COMMON = '--runtime stub -O3 --noAssert --enable simd --importMemory';

/**
 * @param {{ source: URL, target: URL, name: string, options?: string }} files `name` is that of the exported constant
 */
export async function compileAssembly({ source, target, name, options = '' }) {
  const given = `${COMMON} ${options}`.trim().split(' ');
  let binary;
  const { error, stderr } = await asc.main(
    [fileURLToPath(source), '--baseDir', '/', '-o', 'compiled.wasm', ...given],
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
    `/** Compiled from assembly/ by \`npm run build:wasm\`; not to be edited. */\nexport const ${name} = [\n${lines.join('\n')}\n].join('');\n`,
  );
}
