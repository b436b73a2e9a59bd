/**
 * What a training does, in one record: the type, the check and the defaults of every value. A run's folder keeps
 * the record as `config.json`; with the same data it gives the same bytes.
 */
import { z } from 'zod';
import { RcnnError } from '../../errors.js';
import { CENTRE_SHARE } from '../../geometry/centre-crop.js';
import { scheduleOf, scheduleSchema } from '../run/schedules.js';

const share = z.number().positive().max(1);
/** The network halves its map five times: a smaller image would leave less than one cell. */
const side = z.int().min(32).max(1024);

export const settingsSchema = z
  .strictObject({
    /** Of initialisation, order, patches and dropout. */
    seed: z.int().nonnegative(),
    epochs: z.int().positive(),
    /** Images per step; an epoch leaves out what does not fill the last batch. */
    batch: z.int().positive(),
    /** Side of the training patches from an epoch on, in pixels; rising epochs, the first 0. */
    resolution: z.array(z.strictObject({ fromEpoch: z.int().nonnegative(), side })).min(1),
    network: z.strictObject({
      modules: z.enum(['reduced', 'naive']),
      width: z.number().positive(),
      /** The two auxiliary classifiers of section 5; the exported model has none. */
      auxiliary: z.boolean(),
      /** False leaves Krizhevsky's normalisation out. */
      localResponseNorm: z.boolean(),
      /**
       * Batch normalisation of the convolutions in training; the exported model's weights have it folded in. Runs
       * from before there was any have no such value.
       */
      batchNorm: z.boolean().default(false),
    }),
    schedule: scheduleSchema,
    momentum: z.number().min(0).lt(1),
    weightDecay: z.number().min(0),
    /** Rate of the biases over that of the weights. */
    biasRate: z.number().positive(),
    /** Polyak's average: what is left of the mean after a step. Null: the last weights are the model. */
    averaging: z.strictObject({ decay: z.number().min(0).lt(1) }).nullable(),
    patches: z.strictObject({
      /** Share of the photograph's area, drawn evenly. */
      area: z.tuple([share, share]),
      /** Howard's distortions of brightness, contrast and colour, and lighting noise. */
      photometric: z.boolean(),
    }),
    /** One centre crop of every validation photograph, every this many epochs, and after the last. */
    validation: z.strictObject({ side, share: share.default(CENTRE_SHARE), everyEpochs: z.int().positive() }),
    /** A checkpoint every this many steps; a killed run repeats fewer than these. */
    checkpointSteps: z.int().positive(),
  })
  .refine(({ resolution }) => resolution[0]!.fromEpoch === 0, {
    path: ['resolution'],
    message: 'the first side must hold from epoch 0',
  })
  .refine(
    ({ resolution: all }) => all.every(({ fromEpoch }, i) => i === 0 || fromEpoch > all[i - 1]!.fromEpoch),
    {
      path: ['resolution'],
      message: 'epochs must rise',
    },
  )
  .refine(({ network: { batchNorm, localResponseNorm } }) => !(batchNorm && localResponseNorm), {
    path: ['network', 'batchNorm'],
    // It has no scale of its own, which only layers that pass a scale on make up for.
    message: 'needs "localResponseNorm": false',
  })
  .refine(({ patches: { area } }) => area[0] <= area[1], {
    path: ['patches', 'area'],
    message: 'the smaller share comes first',
  });

export type TrainingSettings = z.output<typeof settingsSchema>;

/**
 * @param source names the settings in the message, a file usually
 * @throws RcnnError `bad-option` that lists what is wrong
 */
export function checkSettings(settings: unknown, source: string): TrainingSettings {
  const parsed = settingsSchema.safeParse(settings);
  if (parsed.success) return parsed.data;
  throw new RcnnError(
    'bad-option',
    `Expected ${source} to be the settings of a training, but:\n${z.prettifyError(parsed.error)}`,
    { cause: parsed.error },
  );
}

/** Side of the training patches in an epoch. */
export function sideAt({ resolution }: Pick<TrainingSettings, 'resolution'>, epoch: number): number {
  return resolution.findLast(({ fromEpoch }) => fromEpoch <= epoch)!.side;
}

/** How long a training takes and how fast it learns, by steps. */
export function courseOf(
  settings: Pick<TrainingSettings, 'schedule' | 'epochs'>,
  { stepsPerEpoch }: { readonly stepsPerEpoch: number },
): { readonly steps: number; readonly rate: (step: number) => number } {
  const schedule = scheduleOf(settings);
  return { steps: settings.epochs * stepsPerEpoch, rate: (step) => schedule(step / stepsPerEpoch) };
}
