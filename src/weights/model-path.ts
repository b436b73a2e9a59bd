import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { RcnnError, unknownName } from '../errors.js';
import { cacheFolder } from '../platform/node/cache-folder.js';
import { packageRoot } from '../platform/node/package-root.js';
import { type ModelName, type ModelTask, namesFor } from './model-names.js';

interface RegisteredModel {
  readonly path: () => string;
  /** What to do when the file is absent. */
  readonly fix: string;
}

const registry: Readonly<Record<ModelName, RegisteredModel>> = {
  voc: {
    path: () => join(packageRoot, 'models', 'voc.safetensors'),
    fix: 'It ships with the package: install googlenet-rcnn again.',
  },
  multibox: {
    path: () => join(packageRoot, 'models', 'multibox.safetensors'),
    fix: 'It ships with the package: install googlenet-rcnn again, or make one with `googlenet-rcnn train multibox` and name its file.',
  },
  bvlc: {
    path: () => join(cacheFolder(), 'bvlc.safetensors'),
    fix: 'Run `googlenet-rcnn weights fetch bvlc`.',
  },
};

export const modelNames = namesFor();

/** The file that a registry name denotes, whether it exists or not. */
export function registeredPath(name: string): string {
  if (!isName(name)) throw unknownName('the model', name, modelNames);
  return registry[name].path();
}

/**
 * The file of a model given by a registry name (`voc`, `multibox`, `bvlc`) or a path. A name wins over a file of the same
 * name in the working folder; `./voc` means the file.
 *
 * @param task what the caller needs: an unknown name is answered with the names of its models
 * @throws RcnnError `file-not-found` with the command that fixes it, or `bad-option` for an unknown name
 */
export function modelPath(nameOrPath: string, task?: ModelTask): string {
  if (isName(nameOrPath)) {
    const { path, fix } = registry[nameOrPath];
    if (existsSync(path())) return path();
    throw new RcnnError(
      'file-not-found',
      `Expected the weights of "${nameOrPath}" at ${path()}, but there is no such file. ${fix}`,
    );
  }
  if (existsSync(nameOrPath)) return nameOrPath;
  if (/^[\w-]+$/.test(nameOrPath)) {
    const names = namesFor(task).join(', ');
    throw new RcnnError(
      'bad-option',
      `Expected the model to be ${names} or a file, but got "${nameOrPath}".`,
    );
  }
  throw new RcnnError(
    'file-not-found',
    `Expected a weights file at ${nameOrPath}, but there is no such file.`,
  );
}

function isName(name: string): name is ModelName {
  return Object.hasOwn(registry, name);
}
