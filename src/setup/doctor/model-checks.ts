import { existsSync } from 'node:fs';
import { loadModel } from '../../weights/model-file.js';
import { modelNames, registeredPath } from '../../weights/model-path.js';
import { publishedNames } from '../../weights/publications.js';
import type { Check, Finding } from './check.js';

/** What `detect` cannot do without; heads for proposals and fetched weights have a use of their own. */
const REQUIRED = 'voc';

export function modelChecks(): Check[] {
  return modelNames.map((name) => {
    const fetched = publishedNames.includes(name);
    return {
      name: `model ${name}`,
      purpose: fetched ? 'fetched weights' : 'embedded model',
      required: name === REQUIRED,
      fix: fetched ? `googlenet-rcnn weights fetch ${name}` : 'npm install googlenet-rcnn',
      look: () => modelState(name),
    };
  });
}

/** Reads the whole file, so that its hash is verified. */
async function modelState(name: string): Promise<Finding> {
  const path = registeredPath(name);
  if (!existsSync(path)) return { status: 'missing', detail: `no file ${path}` };
  const { card, bytes, storedType } = await loadModel(name);
  const size = `${(bytes / 1e6).toFixed(1)} MB ${storedType}`;
  const classes = card.classes.length > 0 ? `${card.classes.length} classes, ` : '';
  return { status: 'ok', detail: `${card.task}, ${classes}${size}, hash verified` };
}
