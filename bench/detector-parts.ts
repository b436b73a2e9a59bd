/**
 * What each part of the detector's way from proposals to boxes is worth: mAP with it changed or left out, and the processor
 * time of the network. Every photograph goes through all variants in turn, with the same proposals unless these are what
 * differs. A model in 8 bits stays in 8 bits, also at sizes that its ranges were not measured on. BENCH_VARIANTS names the
 * variants wanted, with commas: `250 regions,mirror image as well`.
 */
import { join } from 'node:path';
import { voteBox } from '../detection/box-voting.js';
import type { ClassDecision, Decision } from '../detection/decide.js';
import { DEFAULT_COUNT, MAX_DETECTIONS, SCORE_FLOOR } from '../detection/defaults.js';
import type { Detection } from '../detection/detection.js';
import { chooseRegions, classifyRegions, propose } from '../detection/rcnn.js';
import { type DetectorRecord, detectorRecord, ownProposals } from '../detection/record.js';
import { buildScorer } from '../detection/scorers/build-scorer.js';
import { EnsembleScorer } from '../detection/scorers/ensemble-scorer.js';
import type { RegionScorer } from '../detection/scorers/region-scorer.js';
import { compareResults } from '../eval/compare/results.js';
import type { DetectedObject } from '../eval/inputs.js';
import { detectorProposals } from '../proposals/by-name.js';
import type { Method } from '../proposals/methods.js';
import { SelectiveSearchSource } from '../proposals/selective-search/source.js';
import type { ProposalSource } from '../proposals/source.js';
import { readVoc } from '../src/datasets/voc/devkit.js';
import type { Engine } from '../src/engines/engine.js';
import { loadEngine } from '../src/engines/index.js';
import { unknownName } from '../src/errors.js';
import type { Boxes } from '../src/geometry/boxes.js';
import type { Raster } from '../src/imaging/raster.js';
import { decodeImage } from '../src/platform/node/decode.js';
import { loadModel, type Model } from '../src/weights/model-file.js';
import { type BenchOptions, median, printTable, vocFolder } from './bench.js';
import { MirroredScorer } from './mirrored-scorer.js';
import { spread, truthOf } from './voc-sample.js';

const modelName = process.env['BENCH_MODEL'] ?? 'voc';
/** mAP counts detections of low scores, too. */
const threshold = 0.01;

type Shared = NonNullable<DetectorRecord['shared']>;
type Search = Method | 'double';

interface Variant {
  /** What differs on the card, for each of the looks whose scores are averaged. */
  readonly looks?: readonly Partial<Shared>[];
  readonly mirrored?: true;
  readonly search?: Search;
  /** What is made of the first variant's candidates, instead of a run of its own. */
  readonly decided?: (decision: Decision) => Detection[];
}

const asItIs = 'as it is';

function variantsOf({ shortSide }: Shared): Readonly<Record<string, Variant>> {
  return {
    [asItIs]: {},
    'no voting: place of the best candidate': { decided: withoutVoting },
    'no support: scores of the network': { decided: withoutSupport },
    'no second look at refined boxes': { looks: [{ secondLook: false }] },
    'no choice: all proposals': { looks: [{ keep: undefined }] },
    '100 regions': { looks: [{ keep: 100 }] },
    '250 regions': { looks: [{ keep: 250 }] },
    'regions without their surroundings': { looks: [{ context: 1 }] },
    'shorter side 384': { looks: [{ shortSide: 384 }] },
    'shorter side 600': { looks: [{ shortSide: 600 }] },
    [`shorter sides ${shortSide} and 600`]: { looks: [{ shortSide }, { shortSide: 600 }] },
    'mirror image as well': { mirrored: true },
    'proposals of `selective-search`': { search: 'selective-search' },
    'proposals of `double`': { search: 'double' },
    'proposals of `multibox`': { search: 'multibox' },
    'proposals of `both`': { search: 'both' },
  };
}

interface Running {
  readonly name: string;
  readonly variant: Variant;
  readonly scorer: RegionScorer | undefined;
  readonly detections: DetectedObject[];
  /** Milliseconds of processor time per photograph. */
  readonly cpu: number[];
}

/** @param options.limit photographs, 200 unless given */
export async function run({ data = vocFolder, split = 'val', limit = 200 }: BenchOptions): Promise<unknown> {
  const dataset = await readVoc(data, { split });
  const used = spread(dataset.images, limit);
  const model = await loadModel(modelName);
  const engine = await loadEngine('onnx');
  const variants = await opened(model, engine);
  const searches = await searchesFor(variants, { model, engine, trunk: variants[0]!.scorer!.trunk });
  for (const i of used) {
    const { id, file } = dataset.images[i]!;
    await look(await decodeImage(join(data, file!)), id, { model, variants, searches });
  }
  return report(variants, truthOf(dataset, used));
}

/** What all are compared with comes first, wanted or not. */
function wanted(variants: Readonly<Record<string, Variant>>): [string, Variant][] {
  const names = process.env['BENCH_VARIANTS']?.split(',');
  const unknown = names?.find((name) => !(name in variants));
  if (unknown !== undefined) throw unknownName('a variant of BENCH_VARIANTS', unknown, Object.keys(variants));
  return Object.entries(variants).filter(([name]) => name === asItIs || (names?.includes(name) ?? true));
}

async function opened(model: Model, engine: Engine): Promise<Running[]> {
  const record = detectorRecord(model);
  const build = (changes: Partial<Shared>) => {
    const head = { ...record, shared: { ...record.shared, ...changes } };
    return buildScorer({ ...model, card: { ...model.card, head } }, { engine, mode: 'shared' });
  };
  const running: Running[] = [];
  for (const [name, variant] of wanted(variantsOf(record.shared!))) {
    const { looks = [{}], mirrored, decided } = variant;
    const members = decided ? [] : await Promise.all(looks.map(build));
    if (mirrored) members.push(new MirroredScorer(members[0]!));
    const scorer = decided ? undefined : new EnsembleScorer(members);
    running.push({ name, variant, scorer, detections: [], cpu: [] });
  }
  return running;
}

function searchOf({ search }: Variant, model: Model): Search {
  return search ?? ownProposals(model);
}

/** Those that the variants need. */
async function searchesFor(
  variants: readonly Running[],
  { model, ...host }: { model: Model; engine: Engine; trunk: RegionScorer['trunk'] },
): Promise<Map<Search, ProposalSource>> {
  const searches = new Map<Search, ProposalSource>();
  for (const search of new Set(variants.map(({ variant }) => searchOf(variant, model)))) {
    const source =
      search === 'double'
        ? new SelectiveSearchSource({ preset: search })
        : await detectorProposals(search, { ...host, model });
    searches.set(search, source);
  }
  return searches;
}

async function look(
  image: Raster,
  id: string,
  given: { model: Model; variants: readonly Running[]; searches: Map<Search, ProposalSource> },
): Promise<void> {
  const { classes } = given.model.card;
  const options = {
    classes: classes.map(({ name }) => name),
    nmsIou: detectorRecord(given.model).nmsIou,
    threshold,
    maxDetections: MAX_DETECTIONS,
  };
  // Each search that is needed, once per photograph, whatever the number of variants.
  const boxes: Partial<Record<Search, Boxes>> = {};
  let usual: Decision | undefined;
  for (const { variant, scorer: regions, detections, cpu } of given.variants) {
    let found = usual && variant.decided?.(usual);
    if (regions) {
      const search = searchOf(variant, given.model);
      const proposals = given.searches.get(search)!;
      boxes[search] ??= await propose(image, { proposals, count: DEFAULT_COUNT });
      const before = process.cpuUsage();
      // A raster of its own, so that no variant uses the map of another.
      const own = { ...image };
      const chosen = await chooseRegions(own, boxes[search], { regions });
      const decision = await classifyRegions(own, chosen, { regions, ...options });
      const { user, system } = process.cpuUsage(before);
      cpu.push((user + system) / 1000);
      usual ??= decision;
      found = decision.detections;
    }
    for (const detection of found!) detections.push({ ...detection, image: id });
  }
}

/** What non-maximum suppression kept, as the first variant's decision but for one part of it. */
function kept(
  { byClass, options: { classes } }: Decision,
  made: (candidates: ClassDecision, i: number) => Pick<Detection, 'score' | 'box'>,
): Detection[] {
  return byClass
    .flatMap((candidates, classIndex) =>
      [...candidates.suppressedBy.keys()]
        .filter((i) => candidates.suppressedBy[i]! < 0)
        .map((i) => ({ class: classes[classIndex]!, classIndex, ...made(candidates, i) }))
        .filter(({ score }) => score >= threshold),
    )
    .sort((a, b) => b.score - a.score)
    .slice(0, MAX_DETECTIONS);
}

function withoutVoting(decision: Decision): Detection[] {
  return kept(decision, ({ boxes, supported }, i) => ({ score: supported[i]!, box: boxes.at(i) }));
}

function withoutSupport(decision: Decision): Detection[] {
  return kept(decision, ({ boxes, scores }, i) => {
    return { score: scores[i]!, box: voteBox(boxes, scores, i, SCORE_FLOOR) };
  });
}

function report(variants: readonly Running[], truth: ReturnType<typeof truthOf>) {
  const [usual] = variants;
  const rows = variants.map(({ name, detections, cpu }) => {
    const compared = compareResults({
      protocol: 'voc2010',
      truth,
      detections: usual!.detections,
      others: detections,
    });
    const ratio = cpu.length > 0 ? median(cpu.map((ms, i) => ms / usual!.cpu[i]!)) : 1;
    return { name, mAP: compared.second, difference: compared.interval, ratio };
  });
  printTable(
    ['variant', 'mAP %', 'difference', 'in 95 % of resamples', 'time of the network'],
    rows.map(({ name, mAP, difference: { difference, low, high }, ratio }) => [
      name,
      points(mAP),
      name === asItIs ? '' : signed(difference),
      name === asItIs ? '' : `${signed(low)} to ${signed(high)}`,
      ratio.toFixed(2),
    ]),
  );
  return rows;
}

const points = (share: number) => (100 * share).toFixed(1);
const signed = (share: number) => `${share > 0 ? '+' : ''}${points(share)}`;
