/**
 * Why one set of detections has two different APs under two protocols. The rules that differ are switched one
 * by one in every combination; a rule's share is its Shapley value, so the shares add up to the difference.
 */
import { type Assignments, assign, verdict } from '../analysis/assignments.js';
import { meanAp } from '../analysis/ranked.js';
import { averagePrecision } from '../average-precision.js';
import { evaluateScene } from '../evaluate.js';
import { type Columns, type EvaluationInput, toColumns } from '../inputs.js';
import { expectKnown, INPUT, type KnownOptions } from '../known-options.js';
import { type DetectionProtocolName, type Protocol, protocolNamed, type Rules } from '../protocols.js';
import { type RuleOptions, withOptions } from '../rule-options.js';
import { buildScene, type Scene } from '../scene.js';
import { shapley } from './shapley.js';

/** One rule that the protocols disagree on. */
type RuleName =
  | 'assignment'
  | 'iou'
  | 'relaxSmall'
  | 'difficult'
  | 'crowd'
  | 'maxDetections'
  | 'curve'
  | 'ties';

const ruleNames: readonly RuleName[] = [
  'assignment',
  'iou',
  'relaxSmall',
  'difficult',
  'crowd',
  'maxDetections',
  'curve',
  'ties',
];

export interface ExplainOptions extends EvaluationInput, Pick<RuleOptions, 'onlyClasses' | 'blacklist'> {
  readonly from: DetectionProtocolName;
  readonly to: DetectionProtocolName;
}

const KNOWN: KnownOptions<ExplainOptions> = {
  ...INPUT,
  onlyClasses: true,
  blacklist: true,
  from: true,
  to: true,
};

/** What a detection is called, see `analysis/assignments.ts`. */
type VerdictName = keyof typeof verdict;

export interface Explanation {
  readonly from: { readonly protocol: DetectionProtocolName; readonly AP: number };
  readonly to: { readonly protocol: DetectionProtocolName; readonly AP: number };
  /** `to` minus `from`. */
  readonly difference: number;
  /** Rules that differ, largest share first; the shares add up to `difference`. */
  readonly rules: readonly {
    readonly rule: RuleName | 'blacklist';
    readonly from: string;
    readonly to: string;
    readonly share: number;
  }[];
  /** Detections called differently at each protocol's first IoU, best score first. */
  readonly changed: readonly ChangedDetection[];
}

export interface ChangedDetection {
  readonly row: number;
  readonly image: string;
  readonly class: string;
  readonly score: number;
  readonly from: VerdictName;
  readonly to: VerdictName;
  /** Rules that change it when switched alone; empty when it takes several together. */
  readonly rules: readonly (RuleName | 'blacklist')[];
}

/**
 * @throws RcnnError as `evaluateDetections`
 */
export function explainProtocols(options: ExplainOptions): Explanation {
  expectKnown('explainProtocols', options, KNOWN);
  const columns = toColumns(options);
  const [from, to] = [protocolNamed(options.from), protocolNamed(options.to)].map((rules) => headline(rules));
  const differing = ruleNames.filter((name) => shown(from, name) !== shown(to, name));
  // ILSVRC's blacklist belongs to its protocol alone: it is switched as a rule.
  const listed = (options.blacklist?.length ?? 0) > 0 && (from.relaxSmall || to.relaxSmall);
  const switches: readonly (RuleName | 'blacklist')[] =
    listed && from.relaxSmall !== to.relaxSmall ? [...differing, 'blacklist'] : differing;
  const mixed = (mask: number) => mix({ columns, options, from, to, switches, mask });
  const ap = (mask: number) => headlineAp(mixed(mask));
  const all = 2 ** switches.length - 1;
  const shares = shapley(switches.length, ap);
  const [before, after] = [ap(0), ap(all)];
  return {
    from: { protocol: options.from, AP: before },
    to: { protocol: options.to, AP: after },
    difference: after - before,
    rules: switches
      .map((rule, i) => ({ rule, from: shown(from, rule), to: shown(to, rule), share: shares[i] }))
      .sort((a, b) => Math.abs(b.share) - Math.abs(a.share)),
    changed: changedDetections(columns, switches, mixed),
  };
}

/** The rules of the protocol's headline number alone. */
function headline(protocol: Protocol): Protocol {
  return withOptions(protocol, {
    areaRanges: protocol.areaRanges.slice(0, 1),
    maxDetections: protocol.maxDetections.slice(-1),
  });
}

interface Mixture {
  readonly scene: Scene;
  readonly rules: Rules;
}

/** The first protocol with the rules of the mask's bits taken from the second. */
function mix(given: {
  readonly columns: Columns;
  readonly options: ExplainOptions;
  readonly from: Protocol;
  readonly to: Protocol;
  readonly switches: readonly (RuleName | 'blacklist')[];
  readonly mask: number;
}): Mixture {
  const { columns, options, from, to, switches, mask } = given;
  const taken = switches.filter((_, i) => mask & (1 << i));
  const changes = Object.fromEntries(
    taken.filter((rule) => rule !== 'blacklist').map((rule) => [rule, to[rule]]),
  );
  const rules: Rules = { ...from, ...changes };
  const switched = switches.includes('blacklist');
  const black = switched ? taken.includes('blacklist') === to.relaxSmall : from.relaxSmall;
  const { blacklist, onlyClasses } = options;
  const scene = buildScene(columns, {
    ties: rules.ties,
    ...(onlyClasses && { onlyClasses }),
    ...(black && blacklist && { blacklist }),
  });
  return { scene, rules };
}

function headlineAp({ scene, rules }: Mixture): number {
  const aps = evaluateScene(scene, rules).map(({ curves: [curves] }) => {
    const values = curves.map((curve) => averagePrecision(curve, rules.curve));
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  });
  return meanAp(aps);
}

function changedDetections(
  { detections, images, classes }: Columns,
  switches: readonly (RuleName | 'blacklist')[],
  mixed: (mask: number) => Mixture,
): ChangedDetection[] {
  const judge = (mask: number): Assignments => {
    const { scene, rules } = mixed(mask);
    return assign(scene, rules);
  };
  const before = judge(0);
  const after = judge(2 ** switches.length - 1);
  const alone = switches.map((rule, i) => ({ rule, judged: judge(1 << i) }));
  const rows = [...before.verdicts.keys()].filter((row) => before.verdicts[row] !== after.verdicts[row]);
  rows.sort((a, b) => detections.score[b] - detections.score[a] || a - b);
  return rows.map((row) => ({
    row,
    image: images[detections.image[row]].id,
    class: classes[detections.class[row]].name,
    score: detections.score[row],
    from: verdictName(before.verdicts[row]),
    to: verdictName(after.verdicts[row]),
    rules: alone
      .filter(({ judged }) => judged.verdicts[row] !== before.verdicts[row])
      .map(({ rule }) => rule),
  }));
}

function verdictName(value: number): VerdictName {
  return (Object.keys(verdict) as VerdictName[])[value];
}

/** A rule's setting in words. */
function shown(rules: Protocol, rule: RuleName | 'blacklist'): string {
  if (rule === 'blacklist') return rules.relaxSmall ? 'left out' : 'evaluated';
  const value = rules[rule];
  if (typeof value === 'object')
    return value.map((one) => (Number.isFinite(one) ? String(+one.toFixed(6)) : 'all')).join(' ');
  return String(value);
}
