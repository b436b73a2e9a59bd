/** The core runs anywhere: bundled for a browser, it asks for nothing that Node alone has. */
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../src/platform/node/package-root.js';

/** Where the core is entered; what these import belongs to it. */
const entries = {
  'the chain': ['detection/rcnn.ts', 'detection/decide.ts', 'detection/box-voting.ts'],
  'what regions are to the network': ['detection/regions/shared.ts', 'detection/regions/crops.ts'],
  'what its features mean': ['detection/scorers/build-scorer.ts'],
  'selective search': ['proposals/selective-search/search.ts', 'proposals/pooling.ts'],
  MultiBox: ['proposals/multibox/multibox.ts', 'proposals/joined.ts'],
  GoogLeNet: ['src/googlenet/googlenet.ts', 'src/googlenet/summary.ts', 'src/onnx/graph.ts'],
  classification: [
    'src/classification/core.ts',
    'src/classification/ensemble-core.ts',
    'src/classification/views.ts',
    'src/trunk/activation-map.ts',
  ],
  'raster work': ['src/imaging/warp.ts', 'src/imaging/resample.ts'],
  weights: ['src/weights/safetensors-header.ts', 'src/weights/check-weights.ts'],
  'the library for pages': ['src/browser/index.ts', 'src/browser/worker.ts'],
  evaluation: ['eval/index.ts', 'eval/report/index.ts'],
};

/** Built-in modules, and packages with native parts. */
const nodeOnly = /^(node:|sharp$|onnxruntime-node$|@tensorflow\/tfjs-node)/;

describe('the core, bundled for a browser', () => {
  it.each(Object.entries(entries))('needs no Node for %s', async (_part, files) => {
    expect(await nodeImports(files)).toEqual([]);
  });

  it('would notice: decoding files needs Node', async () => {
    const found = await nodeImports(['src/platform/node/decode.ts']);
    expect(found.some((line) => line.endsWith('sharp.ts -> node:module'))).toBe(true);
  });
});

async function nodeImports(files: readonly string[]): Promise<string[]> {
  const { metafile } = await build({
    stdin: {
      contents: files.map((file) => `import ${JSON.stringify(`./${file}`)};`).join('\n'),
      resolveDir: packageRoot,
    },
    bundle: true,
    platform: 'browser',
    format: 'esm',
    write: false,
    metafile: true,
    treeShaking: false,
    logLevel: 'silent',
    external: ['node:*', 'sharp', 'onnxruntime-node', '@tensorflow/tfjs-node*'],
  });
  return Object.entries(metafile.inputs).flatMap(([file, { imports }]) =>
    imports.filter(({ path }) => nodeOnly.test(path)).map(({ path }) => `${file} -> ${path}`),
  );
}
