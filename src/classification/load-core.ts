import { loadEngine } from '../engines/index.js';
import { cardOf, type Ensemble, loadEnsemble } from '../weights/ensemble.js';
import type { ModelCard } from '../weights/model-card.js';
import { type ClassifierCore, LocalClassifierCore } from './core.js';
import { EnsembleCore } from './ensemble-core.js';
import type { LoadedOptions } from './load-options.js';

/** The network or networks, in this thread. @throws RcnnError as `loadClassifier` */
export async function loadClassifierCore({
  model,
  ...options
}: Omit<LoadedOptions, 'worker'>): Promise<{ core: ClassifierCore; card: ModelCard }> {
  const ensemble = await loadEnsemble(model, 'classifier');
  const core = await ensembleCore(ensemble, options);
  return { core: ensemble.members.length === 1 ? core.members[0]! : core, card: cardOf(ensemble) };
}

/** @throws RcnnError as `loadClassifier` */
export async function ensembleCore(
  { members: models, average, weights }: Ensemble,
  { engine: choice, threads }: Pick<LoadedOptions, 'engine' | 'threads'>,
): Promise<EnsembleCore> {
  const engine = await loadEngine(choice);
  const members: LocalClassifierCore[] = [];
  try {
    for (const one of models) members.push(await LocalClassifierCore.create(one, engine, { threads }));
  } catch (error) {
    for (const member of members) member.close();
    throw error;
  }
  return new EnsembleCore(members, { by: average, weights });
}
