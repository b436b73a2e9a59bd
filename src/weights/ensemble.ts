/** Several models of one task and the same classes, whose answers are averaged [GoogLeNet, sections 7 and 8]. */
import { createHash } from 'node:crypto';
import type { Average } from '../average.js';
import { RcnnError } from '../errors.js';
import { isEnsembleFile, readEnsembleFile } from './ensemble-file.js';
import { expectTask } from './expect-task.js';
import type { ModelCard } from './model-card.js';
import { loadModel, type Model } from './model-file.js';
import type { ModelTask } from './model-names.js';

/** One model is an ensemble of one. */
export interface Ensemble {
  /** At least one; all of one task, with the same classes in the same order. */
  readonly members: readonly Model[];
  /** One per member: how much it counts in the mean. */
  readonly weights: readonly number[];
  readonly average: Average;
}

/**
 * Loads what `--model` may name: a model, several, or a file that lists them.
 *
 * @param model a registry name or file; several of them; or one ensemble file (.json)
 * @throws RcnnError as `loadModel`; `bad-weights` when members are of another task, name other classes, or changed
 *   since their file was written; `bad-file` for a wrong ensemble file
 */
export async function loadEnsemble(model: string | readonly string[], task: ModelTask): Promise<Ensemble> {
  const names = typeof model === 'string' ? [model] : model;
  const [first] = names;
  if (first !== undefined && names.length === 1 && isEnsembleFile(first))
    return await loadEnsembleFile(first, task);
  const members = await Promise.all(names.map((name) => loadModel(name, task)));
  return expectAlike({ members, weights: members.map(() => 1), average: 'mean' }, task);
}

/** @param task what its members must be made for; that of the file unless given. @throws RcnnError as `loadEnsemble` */
export async function loadEnsembleFile(path: string, task?: ModelTask): Promise<Ensemble> {
  const { average, members: listed, task: own } = await readEnsembleFile(path);
  const wanted = task ?? own;
  const members = await Promise.all(listed.map(({ model }) => loadModel(model, wanted)));
  members.forEach(({ card, path: member }, i) => {
    const { sha256 } = listed[i]!;
    if (card.sha256 === sha256) return;
    throw new RcnnError(
      'bad-weights',
      `Expected ${member} to be the model that ${path} was made of, of SHA-256 ${sha256}, but its own is ${card.sha256}: it was replaced. \`googlenet-rcnn weights ensemble\` makes the file anew.`,
    );
  });
  return expectAlike({ members, weights: listed.map(({ weight }) => weight), average }, wanted);
}

/** @throws RcnnError `bad-weights` when members are made for another task, or name other classes or in another order */
export function expectAlike(ensemble: Ensemble, task: ModelTask): Ensemble {
  const [first, ...rest] = ensemble.members;
  for (const member of ensemble.members) expectTask(member, task);
  for (const other of rest) {
    const [a, b] = [classesOf(first!), classesOf(other)];
    const at = a.findIndex((name, i) => name !== b[i]);
    if (at < 0 && a.length === b.length) continue;
    const place = at < 0 ? a.length : at;
    throw new RcnnError(
      'bad-weights',
      `Expected the models of an ensemble to name the same classes in the same order, but class ${place + 1} of ${first!.path} is ${a[place] ?? 'none'} and that of ${other.path} ${b[place] ?? 'none'} (${a.length} and ${b.length} classes).`,
    );
  }
  return ensemble;
}

function classesOf({ card }: Model): string[] {
  return card.classes.map(({ name, wnid }) => wnid ?? name);
}

/** The ensemble of the first members alone. */
export function firstMembers({ members, weights, average }: Ensemble, count: number): Ensemble {
  return { members: members.slice(0, count), weights: weights.slice(0, count), average };
}

/**
 * What an ensemble says about itself: of one model its card; else what the members have in common, with a name and a
 * hash made of theirs.
 */
export function cardOf({ members, weights, average }: Ensemble): ModelCard {
  const cards = members.map(({ card }) => card);
  const [first] = cards as [ModelCard];
  if (cards.length === 1) return first;
  const { format, task, network, preprocessing, classes, head } = first;
  const hash = createHash('sha256');
  for (const { sha256 } of cards) hash.update(`${sha256}\n`);
  if (average !== 'mean' || weights.some((weight) => weight !== weights[0]))
    hash.update(JSON.stringify({ average, weights }));
  const names = cards.map(({ name }) => name);
  return {
    ...{ format, task, network, preprocessing, classes },
    name: names.join('+'),
    ...(head && { head: { ...head, thresholds: meanThresholds(cards) } }),
    licence: licenceOf(cards),
    origin: { text: `The average of ${names.length} models: ${names.join(', ')}.` },
    sha256: hash.digest('hex'),
  };
}

/** All that apply. */
export function licenceOf(cards: readonly ModelCard[]): string {
  return [...new Set(cards.map(({ licence }) => licence))].join('; ');
}

/** Least scores by class that all members have: their mean, as that of their scores. */
function meanThresholds(cards: readonly ModelCard[]): Record<string, number> | undefined {
  const all = cards.map(({ head }) => head?.['thresholds'] as Record<string, number> | undefined);
  const rows = cards[0]!.classes.flatMap(({ name }): [string, number][] => {
    const own = all.map((thresholds) => thresholds?.[name]);
    if (!own.every((value) => value !== undefined)) return [];
    return [[name, own.reduce((a, b) => a + b, 0) / own.length]];
  });
  return rows.length === 0 ? undefined : Object.fromEntries(rows);
}
