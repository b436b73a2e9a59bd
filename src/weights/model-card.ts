import { z } from 'zod';
import { RcnnError } from '../errors.js';
import { CENTRE_SHARE } from '../geometry/centre-crop.js';

/** Key of `__metadata__` under which a weights file carries its card, as JSON. */
export const cardKey = 'googlenet-rcnn';

const text = z.string().min(1);
const hex = (digits: number) => z.string().regex(new RegExp(`^[0-9a-f]{${digits}}$`), `${digits} hex digits`);

// No number of a card may ask for more than a photograph or a machine has: beyond these it is damaged.
const MOST_CLASSES = 100_000;
const MOST_WIDTH = 8;
const MOST_PIXELS = 8192;

/** Of a channel, as photographs have them. */
const level = z.number().min(0).max(255);

const preprocessingSchema = z.strictObject({
  /** Order of the three planes that the network was trained with; Caffe's models take BGR. */
  channelOrder: z.enum(['rgb', 'bgr']),
  /** Subtracted from the 0..255 values, one per plane, in `channelOrder`. */
  mean: z.tuple([level, level, level]),
  /** Side of the square input in pixels; 224 in the paper. */
  inputSize: z.int().positive().max(MOST_PIXELS),
  /** Share of a photograph's shorter side that single-crop classification takes; 1 is the largest square. */
  centreShare: z.number().positive().max(1).default(CENTRE_SHARE),
});

const originSchema = z.strictObject({
  /** Who trained it, on what, and where it was published, in a sentence. */
  text,
  url: z.url().optional(),
  /** Of the publisher's file, before any conversion. */
  sha1: hex(40).optional(),
  sha256: hex(64).optional(),
});

/**
 * What a weights file says about itself, so that a model is one file: how to build its network, how to feed
 * it, what its outputs mean, where it comes from. No dates: the same training gives the same bytes.
 */
const modelCardSchema = z
  .strictObject({
    /** Rises when a reader of today would misread the record. */
    format: z.literal(1),
    name: text,
    task: z.enum(['classifier', 'detector', 'multibox']),
    /** Options of `googlenet`, with which the specification is rebuilt. */
    network: z.strictObject({
      classes: z.int().positive().max(MOST_CLASSES),
      modules: z.enum(['reduced', 'naive']).default('reduced'),
      width: z.number().positive().max(MOST_WIDTH).default(1),
      auxiliary: z.boolean().default(false),
      localResponseNorm: z.boolean().default(true),
    }),
    preprocessing: preprocessingSchema,
    /** In the order of the outputs; `wnid` is the WordNet id that ILSVRC names classes by. */
    classes: z.array(z.strictObject({ name: text, wnid: text.optional() })),
    /** Of a detector: how regions become scores. Its schema lives with the detection code. */
    head: z.record(z.string(), z.unknown()).optional(),
    licence: text,
    origin: originSchema,
    /** Name of the model that training began with; its licence and where it comes from, or those of its own base. */
    base: text.optional(),
    baseLicence: text.optional(),
    baseOrigin: originSchema.optional(),
    /** `command` makes the file again from `data`. */
    training: z.strictObject({ command: text, data: text }).optional(),
    /** A model in 8 bits (src/weights/ranges.ts): hash of the float model, and on how many photographs ranges were measured. */
    quantized: z.strictObject({ from: hex(64), photographs: z.int().positive(), command: text }).optional(),
    /** Measured results by name, such as `{"mAP": 0.34}`, fractions in 0..1. */
    metrics: z.record(z.string(), z.number()).optional(),
    /** Hash of the photographs that `metrics` were measured on (`hashOfContents`): numbers of two cards compare where it is one. */
    measuredOn: hex(64).optional(),
    /** Of the tensors and of this card: see `hashedText` in model-hash.ts. */
    sha256: hex(64),
  })
  .refine(({ task, network, classes }) => task !== 'classifier' || classes.length === network.classes, {
    path: ['classes'],
    message: 'a classifier needs one name for each of network.classes',
  });

export type ModelCard = z.output<typeof modelCardSchema>;
/** A card to be written: defaults may be left out, and the hash is not known yet. */
export type NewModelCard = Omit<z.input<typeof modelCardSchema>, 'sha256'>;
export type Preprocessing = z.output<typeof preprocessingSchema>;
export type ModelClass = ModelCard['classes'][number];

/** @throws RcnnError `bad-weights` that names the file and lists what is wrong with the record */
export function checkCard(path: string, card: unknown): ModelCard {
  const parsed = modelCardSchema.safeParse(card);
  if (parsed.success) return parsed.data;
  throw new RcnnError(
    'bad-weights',
    `Expected the model card of ${path} to be a record of format 1, but:\n${z.prettifyError(parsed.error)}`,
    { cause: parsed.error },
  );
}

/** A card as a file holds it. */
export interface StoredCard {
  readonly card: ModelCard;
  /** As parsed, without defaults: what the hash covers. */
  readonly stored: Readonly<Record<string, unknown>>;
}

/** @param metadata the texts of a safetensors file */
export function cardFrom(path: string, metadata: Readonly<Record<string, string>>): StoredCard {
  const json = metadata[cardKey];
  if (json === undefined) {
    throw new RcnnError(
      'bad-weights',
      `Expected ${path} to carry a model card in __metadata__["${cardKey}"], but it has none: it was not written by this package. \`googlenet-rcnn weights import\` makes a model of a .caffemodel.`,
    );
  }
  let stored: unknown;
  try {
    stored = JSON.parse(json);
  } catch (cause) {
    throw new RcnnError('bad-weights', `Expected the model card of ${path} to be JSON, but it is not.`, {
      cause,
    });
  }
  const card = checkCard(path, stored);
  return { card, stored: stored as Record<string, unknown> };
}
