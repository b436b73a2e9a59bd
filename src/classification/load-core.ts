import { loadEngine } from '../engines/index.js';
import type { ModelCard } from '../weights/model-card.js';
import { loadModel } from '../weights/model-file.js';
import { type ClassifierCore, LocalClassifierCore } from './core.js';
import { EnsembleCore, expectSameClasses } from './ensemble-core.js';
import type { LoadClassifierOptions } from './options.js';

/** The network or networks, in this thread. @throws RcnnError as `loadClassifier` */
export async function loadClassifierCore({
  model = 'bvlc',
  engine: choice = 'auto',
  threads,
}: LoadClassifierOptions): Promise<{ core: ClassifierCore; card: ModelCard }> {
  const names = typeof model === 'string' ? [model] : model;
  const [engine, ...models] = await Promise.all([
    loadEngine(choice),
    ...names.map((one) => loadModel(one, 'classifier')),
  ]);
  expectSameClasses(models);
  const members: LocalClassifierCore[] = [];
  try {
    for (const one of models) members.push(await LocalClassifierCore.create(one, engine, { threads }));
  } catch (error) {
    for (const member of members) member.close();
    throw error;
  }
  const core = members.length === 1 ? members[0]! : new EnsembleCore(members);
  return { core, card: models[0]!.card };
}
