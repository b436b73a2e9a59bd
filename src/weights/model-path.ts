import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { RcnnError, unknownName } from '../errors.js';
import { cacheFolder } from '../platform/node/cache-folder.js';
import { packageRoot } from '../platform/node/package-root.js';
import { knownModels, type ModelName, type ModelTask, namesFor } from './model-names.js';

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
 * @throws RcnnError `file-not-found` with the command that fixes it, or `bad-option` for an unknown name or a folder
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
  if (existsSync(nameOrPath)) {
    if (statSync(nameOrPath).isDirectory()) throw isFolder(nameOrPath);
    return nameOrPath;
  }
  if (/^[\w-]+$/.test(nameOrPath)) {
    throw new RcnnError(
      'bad-option',
      `Expected the model to be ${knownModels(task)} or a file, but got "${nameOrPath}".`,
    );
  }
  throw new RcnnError(
    'file-not-found',
    `Expected a weights file at ${nameOrPath}, but there is no such file.`,
  );
}

/** Names the model that is meant, most likely: the folder of a run has several. */
function isFolder(folder: string): RcnnError {
  const models = readdirSync(folder).filter((name) => name.endsWith('.safetensors'));
  const inside =
    models.length === 0 ? 'with no .safetensors in it' : `with ${models.sort().join(', ')} in it`;
  const best = models.find((name) => name === 'best.safetensors') ?? models[0];
  const fix = best === undefined ? '' : ` Name ${join(folder, best)}.`;
  return new RcnnError('bad-option', `Expected a weights file, but ${folder} is a folder, ${inside}.${fix}`);
}

function isName(name: string): name is ModelName {
  return Object.hasOwn(registry, name);
}
