/** Libraries load inside their checks: one that is missing must not keep the others from being examined. */
import type { Engine } from '../../engines/engine.js';
import { loadEngine } from '../../engines/index.js';
import type { Network } from '../../googlenet/layer.js';
import { installedVersion } from '../../platform/node/installed-version.js';
import {
  bindingPackageName,
  findBindingPackage,
  hasBinding,
  installsBindingPackage,
} from '../binding-package.js';
import { probeBinding } from '../probe-binding.js';
import type { Check, Finding } from './check.js';
import { telemetry } from './telemetry-check.js';

export const libraryChecks: readonly Check[] = [
  {
    name: 'onnxruntime-node',
    purpose: 'runs networks: the default engine',
    required: true,
    fix: 'npm install onnxruntime-node --ignore-scripts',
    look: () => inspect('onnxruntime-node', async () => computes(await loadEngine('onnx'))),
  },
  {
    name: 'telemetry',
    purpose: 'nothing is recorded of what networks run',
    required: false,
    fix: 'Set ORT_DISABLE_TELEMETRY=1 before Node.js starts.',
    look: telemetry,
  },
  {
    name: 'sharp',
    purpose: 'reads photographs',
    required: true,
    fix: 'npm install sharp',
    look: () => inspect('sharp', decodes),
  },
  {
    name: 'opencv-wasm',
    purpose: 'image operations of selective search',
    required: true,
    fix: 'npm install opencv-wasm',
    look: () => inspect('opencv-wasm', blurs),
  },
  {
    name: 'tensorflow native',
    purpose: 'training, and an engine',
    required: false,
    fix: 'googlenet-rcnn setup tensorflow',
    look: nativeTensorFlow,
  },
  {
    name: 'tensorflow wasm',
    purpose: 'an engine where no native library loads',
    required: false,
    fix: 'npm install @tensorflow/tfjs-backend-wasm',
    look: () => inspect('@tensorflow/tfjs-backend-wasm', async () => computes(await loadEngine('wasm'))),
  },
];

/** Missing when the package is not installed; else what using it shows. */
async function inspect(name: string, use: () => Promise<string>): Promise<Finding> {
  const version = installedVersion(name);
  if (version === undefined) return { status: 'missing', detail: 'not installed' };
  return { status: 'ok', version, detail: await use() };
}

/** A network of one weight, which any engine that works multiplies by. */
async function computes(engine: Engine): Promise<string> {
  const network: Network = {
    input: 'x',
    inputChannels: 1,
    layers: [{ op: 'linear', name: 'y', input: 'x', inFeatures: 1, outFeatures: 1, relu: false }],
    outputs: ['y'],
  };
  const array = (shape: number[], value: number) => ({ shape, data: Float32Array.of(value) });
  const weights = new Map([
    ['y/weight', array([1, 1], 6)],
    ['y/bias', array([1], 2)],
  ]);
  using executable = await engine.compile(network, weights);
  const result = (await executable.run({ x: array([1, 1], 7) }))['y']?.data[0];
  if (result !== 44) throw new Error(`Expected 6 x 7 + 2 = 44, but it computes ${result}.`);
  return 'loads and computes';
}

async function decodes(): Promise<string> {
  const { default: sharp } = await import('sharp');
  const { decodeImage } = await import('../../platform/node/decode.js');
  const create = { width: 2, height: 1, channels: 3, background: '#102030' } as const;
  const { width, height } = await decodeImage(await sharp({ create }).png().toBuffer());
  if (width !== 2 || height !== 1) throw new Error(`Expected 2 x 1 pixels, but got ${width} x ${height}.`);
  return `loads and decodes (libvips ${sharp.versions.vips})`;
}

async function blurs(): Promise<string> {
  const { MatScope } = await import('../../imaging/opencv.js');
  const { loadOpenCv } = await import('../../platform/node/load-opencv.js');
  const cv = loadOpenCv();
  using scope = new MatScope(cv);
  const image = scope.mat({ rows: 3, cols: 3, type: cv.CV_8UC1 });
  image.data.fill(9);
  const blurred = scope.mat();
  cv.GaussianBlur(image, blurred, { width: 3, height: 3 }, 1, 1, cv.BORDER_REPLICATE);
  if (blurred.data[4] !== 9) throw new Error('Expected a constant image to stay as it is when blurred.');
  return 'loads and computes';
}

async function nativeTensorFlow(): Promise<Finding> {
  if (installedVersion(bindingPackageName) === undefined) {
    return {
      status: 'missing',
      detail: `npm package ${bindingPackageName} is not installed`,
      fix: `${installsBindingPackage} && googlenet-rcnn setup tensorflow`,
    };
  }
  const bindingPackage = findBindingPackage();
  const { version } = bindingPackage;
  if (!hasBinding(bindingPackage)) return { status: 'missing', version, detail: 'no native library yet' };
  const probed = await probeBinding(bindingPackage);
  if (!probed.loads) return { status: 'broken', version, detail: probed.reason };
  return {
    status: 'ok',
    version,
    detail: `loads TensorFlow ${probed.library}, computes on the ${probed.gpu ? 'GPU' : 'processor'}`,
  };
}
