import { access, constants, statfs } from 'node:fs/promises';
import { availableParallelism, cpus, freemem, totalmem } from 'node:os';
import { makeFolder } from '../../platform/node/make-folder.js';
import { vectorFeatures } from '../../platform/node/processor.js';
import type { Check, Finding } from './check.js';

/** As in package.json's `engines`. */
const oldestNode = { major: 20, minor: 19 } as const;

/** One batch of 16 crops, the model and the runtimes take about 1 GB. */
const LITTLE_MEMORY = 1e9;

export function machineChecks(cache: string): Check[] {
  return [
    {
      name: 'node',
      purpose: 'runs this package',
      required: true,
      fix: `Install Node.js ${oldestNode.major}.${oldestNode.minor} or newer.`,
      look: async () => nodeVersion(process.versions.node),
    },
    {
      name: 'processor',
      purpose: 'threads and vector instructions for the engines',
      required: false,
      fix: 'Give this process more processors.',
      look: processor,
    },
    {
      name: 'memory',
      purpose: 'detection takes about 1 GB, training 5 GB',
      required: false,
      fix: 'End other programs, or use smaller batches.',
      look: async () => memory(),
    },
    {
      name: 'cache folder',
      purpose: 'fetched weights and libraries',
      required: false,
      fix: 'Set GOOGLENET_RCNN_CACHE to a folder that can be written to.',
      look: () => cacheState(cache),
    },
  ];
}

export function nodeVersion(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const fits = major > oldestNode.major || (major === oldestNode.major && minor >= oldestNode.minor);
  const detail = `${process.platform} ${process.arch}`;
  return { status: fits ? 'ok' : 'broken', version, detail: fits ? detail : `${detail}: too old` };
}

async function processor(): Promise<Finding> {
  const features = await vectorFeatures();
  const model = cpus()[0]?.model.trim() || process.arch;
  const detail = [`${availableParallelism()} threads`, model, features.join(' ')].filter(Boolean).join(', ');
  return { status: 'ok', detail };
}

function memory(): Finding {
  const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;
  // A container's limit counts where it is below the machine's memory.
  const limit = process.constrainedMemory();
  const total = limit > 0 ? Math.min(limit, totalmem()) : totalmem();
  const detail = `${gigabytes(Math.min(freemem(), total))} free of ${gigabytes(total)}`;
  return { status: total < LITTLE_MEMORY ? 'missing' : 'ok', detail };
}

async function cacheState(folder: string): Promise<Finding> {
  await makeFolder(folder);
  await access(folder, constants.W_OK);
  const { bavail, bsize } = await statfs(folder);
  return { status: 'ok', detail: `${folder}, ${((bavail * bsize) / 1e9).toFixed(1)} GB free` };
}
