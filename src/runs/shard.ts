/** N = images of the split, n = shards, b = images computed together. */
import { RcnnError } from '../errors.js';

/** One part of a split, for several machines or processes: part `index` of `count`, from 1. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * @param text `2/3`, the second of three; `auto`, as the scheduler that started this process numbers it; `auto/3`,
 *   where the scheduler does not say of how many
 * @throws RcnnError `bad-option`
 */
export function parseShard(text: string, environment: Environment = process.env): Shard {
  const auto = /^auto(?:\/(\d{1,6}))?$/.exec(text);
  if (auto) return scheduledShard(environment, auto[1] === undefined ? undefined : Number(auto[1]));
  const match = /^(\d{1,6})\/(\d{1,6})$/.exec(text);
  const [index, count] = [Number(match?.[1]), Number(match?.[2])];
  if (match && index >= 1 && index <= count) return { index, count };
  throw new RcnnError(
    'bad-option',
    `Expected --shard to be like 2/3, part 2 of 3 counted from 1, or auto, but got ${text}.`,
  );
}

/** Kubernetes numbers the pods of an indexed job from 0; Slurm those of an array from its own first number. */
function scheduledShard(environment: Environment, given: number | undefined): Shard {
  const number = (name: string) => {
    const value = environment[name];
    return value !== undefined && /^\d{1,6}$/.test(value) ? Number(value) : undefined;
  };
  const pod = number('JOB_COMPLETION_INDEX');
  const task = number('SLURM_ARRAY_TASK_ID');
  const place = pod ?? (task === undefined ? undefined : task - (number('SLURM_ARRAY_TASK_MIN') ?? 0));
  const count = given ?? number(pod === undefined ? 'SLURM_ARRAY_TASK_COUNT' : 'JOB_COMPLETIONS');
  if (place === undefined) {
    throw new RcnnError(
      'bad-option',
      'Expected JOB_COMPLETION_INDEX (Kubernetes) or SLURM_ARRAY_TASK_ID (Slurm) to be set for --shard auto, but neither is.',
    );
  }
  if (count !== undefined && place >= 0 && place < count) return { index: place + 1, count };
  const variable = pod === undefined ? 'SLURM_ARRAY_TASK_COUNT' : 'JOB_COMPLETIONS';
  throw new RcnnError(
    'bad-option',
    `Expected the number of parts to be above ${place}, the number of this one counted from 0, but got ${count ?? 'none'}. Set ${variable}, or name it as in --shard auto/8.`,
  );
}

/**
 * The images of a shard, as indices into the split. Shards take turns, b images at a time, so that each gets its
 * share of whatever the order of the list means, and what is computed together stays together.
 */
export function shardIndices(images: number, { batch, shard }: { batch: number; shard: Shard }): number[] {
  const all = Array.from({ length: images }, (_, i) => i);
  return all.filter((i) => shardOf(i, { batch, count: shard.count }) === shard.index);
}

/** Which shard, from 1, has image i of the split. */
export function shardOf(image: number, { batch, count }: { batch: number; count: number }): number {
  return (Math.floor(image / batch) % count) + 1;
}
