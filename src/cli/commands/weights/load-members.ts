import { verifyAnyModel } from '../../../../detection/verify-any-model.js';
import { RcnnError } from '../../../errors.js';
import { loadModel, type Model } from '../../../weights/model-file.js';

/** Models to be averaged, checked one by one. @throws RcnnError `bad-option` for a MultiBox head; as `loadModel` */
export async function loadMembers(
  names: readonly string[],
): Promise<{ models: Model[]; task: 'classifier' | 'detector' }> {
  const models = await Promise.all(names.map((name) => loadModel(name)));
  const { task } = models[0]!.card;
  if (task === 'multibox') {
    throw new RcnnError(
      'bad-option',
      `Expected classifiers or detectors, but ${names[0]} is a MultiBox head.`,
    );
  }
  for (const model of models) verifyAnyModel(model);
  return { models, task };
}
