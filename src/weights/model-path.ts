import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { RcnnError, unknownName } from '../errors.js';
import { cacheFolder } from '../platform/node/cache-folder.js';
import { packageRoot } from '../platform/node/package-root.js';

interface RegisteredModel {
  readonly task: ModelTask;
  readonly path: () => string;
  /** What to do when the file is absent. */
  readonly mend: string;
}

const registry: Readonly<Record<string, RegisteredModel>> = {
  voc: {
    task: 'detector',
    path: () => join(packageRoot, 'models', 'voc.safetensors'),
    mend: 'It ships with the package: install googlenet-rcnn again.',
  },
  multibox: {
    task: 'multibox',
    path: () => join(packageRoot, 'models', 'multibox.safetensors'),
    mend: 'It ships with the package: install googlenet-rcnn again, or make one with `googlenet-rcnn train multibox` and name its file.',
  },
  bvlc: {
    task: 'classifier',
    path: () => join(cacheFolder(), 'bvlc.safetensors'),
    mend: 'Run `googlenet-rcnn weights fetch bvlc`.',
  },
};

export const modelNames: readonly string[] = Object.keys(registry);

/** What a model may be for. */
export type ModelTask = 'classifier' | 'detector' | 'multibox';

/** The names of one task's models, as far as it is known. */
export function namesFor(task: ModelTask | undefined): readonly string[] {
  return task === undefined ? modelNames : modelNames.filter((name) => registry[name].task === task);
}

/** The file that a registry name stands for, whether it exists or not. */
export function registeredPath(name: string): string {
  if (!Object.hasOwn(registry, name)) throw unknownName('the model', name, modelNames);
  return registry[name].path();
}

/**
 * The file of a model given by a registry name (`voc`, `multibox`, `bvlc`) or a path. A name wins over a file of the same
 * name in the working folder; `./voc` means the file.
 *
 * @param task what the caller needs: an unknown name is answered with the names of its models
 * @throws RcnnError `file-not-found` with the command that mends it, or `bad-option` for an unknown name
 */
export function modelPath(nameOrPath: string, task?: ModelTask): string {
  if (Object.hasOwn(registry, nameOrPath)) {
    const { path, mend } = registry[nameOrPath];
    if (existsSync(path())) return path();
    throw new RcnnError(
      'file-not-found',
      `Expected the weights of "${nameOrPath}" at ${path()}, but there is no such file. ${mend}`,
    );
  }
  if (existsSync(nameOrPath)) return nameOrPath;
  if (/^[\w-]+$/.test(nameOrPath)) throw unknownName('the model', nameOrPath, [...namesFor(task), 'a file']);
  throw new RcnnError(
    'file-not-found',
    `Expected a weights file at ${nameOrPath}, but there is no such file.`,
  );
}
