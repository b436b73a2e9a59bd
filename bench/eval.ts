/**
 * Evaluation against its peers: whole processes, from COCO files to the numbers, interleaved in one run so that
 * all see the same machine. The environment variable BENCH_PYTHON names a Python with hotcoco, faster-coco-eval,
 * pycocotools and numpy; without it ours runs alone.
 */
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../src/platform/node/package-root.js';
import { median, printTable } from './bench.js';
import { builtProgram } from './built-program.js';
import { generateCoco, type SyntheticCoco, val2017 } from './generate-coco.js';

export interface EvalBenchOptions {
  /** Python with the peers. Default: BENCH_PYTHON. */
  readonly python?: string;
  readonly rounds?: number;
  /** Default COCO val2017's size. */
  readonly size?: SyntheticCoco;
  /** Where the data is made and kept. */
  readonly folder?: string;
  /** Names to run; default all but pycocotools, which takes most of a minute a round. */
  readonly peers?: readonly string[];
}

export interface EvalBenchRow {
  readonly name: string;
  /** Median of whole processes. */
  readonly seconds: number;
  /** Times ours under the same rules. */
  readonly ratio: number;
  /** The first number printed; equal within a row's rules. */
  readonly number: number;
  /** Of these, once the files are read; where a program reports it. */
  readonly evaluating?: number;
}

interface Contender {
  readonly name: string;
  readonly rules: 'coco' | 'voc2010';
  readonly command: readonly string[];
  readonly first: (output: string) => number;
  /** Reads the seconds of evaluation alone. */
  readonly evaluating?: (output: string) => number;
}

interface Measured {
  readonly seconds: number[];
  readonly evaluating: number[];
  number: number;
}

/** Runs each contender `rounds` times in turn. @throws when one fails or the numbers differ */
export async function run(options: EvalBenchOptions = {}): Promise<EvalBenchRow[]> {
  const { size = val2017, rounds = 3, folder = join(tmpdir(), `coco-${size.detections}`) } = options;
  const { truth, results } = await generateCoco(folder, size);
  const contenders = contendersOf(options, truth, results);
  const measured = contenders.map((): Measured => ({ seconds: [], evaluating: [], number: Number.NaN }));
  for (let round = 0; round < rounds; round++) {
    for (const [i, contender] of contenders.entries()) measure(contender, measured[i]!);
  }
  const ours = (rules: string) => measured[contenders.findIndex(({ name }) => name === `ours ${rules}`)]!;
  const rows = contenders.map(({ name, rules }, i): EvalBenchRow => {
    const { number, seconds, evaluating } = measured[i]!;
    if (!(Math.abs(ours(rules).number - number) < 1e-9)) {
      throw new Error(`${name} gives ${number}, ours ${ours(rules).number}.`);
    }
    const ratio = median(seconds) / median(ours(rules).seconds);
    const step = evaluating.length > 0 ? { evaluating: median(evaluating) } : {};
    return { name, seconds: median(seconds), ratio, number, ...step };
  });
  printTable(
    ['', 'seconds', 'times ours', 'files read, s', 'first number'],
    rows.map(({ name, seconds, ratio, number, evaluating }) => [
      ...[name, seconds.toFixed(2), ratio.toFixed(2)],
      ...[evaluating?.toFixed(3) ?? '', number.toFixed(6)],
    ]),
  );
  return rows;
}

function measure({ name, command, first, evaluating }: Contender, into: Measured): void {
  const started = performance.now();
  const { stdout, stderr, status } = spawnSync(command[0]!, command.slice(1), { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${name} failed: ${stderr.slice(-500)}`);
  into.seconds.push((performance.now() - started) / 1000);
  into.number = first(stdout);
  if (evaluating) into.evaluating.push(evaluating(stdout));
}

function contendersOf(
  { python = process.env['BENCH_PYTHON'], peers }: EvalBenchOptions,
  truth: string,
  results: string,
): Contender[] {
  const cli = builtProgram();
  const files = ['--truth', truth, '--detections', results, '--json'];
  const ours = (rules: 'coco' | 'voc2010'): Contender => ({
    name: `ours ${rules}`,
    rules,
    command: [process.execPath, cli, 'evaluate', '--protocol', rules, ...files],
    first: (output) => Object.values((JSON.parse(output) as { metrics: Record<string, number> }).metrics)[0],
  });
  const first = (output: string) => (JSON.parse(output) as number[])[0]!;
  const evaluating = (output: string) => (JSON.parse(output) as number[])[1]!;
  const script = (name: string) => join(packageRoot, 'bench', ...name.split('/'));
  const steps: Contender = {
    name: 'ours voc2010, files read before',
    rules: 'voc2010',
    command: [process.execPath, '--import', 'tsx', script('eval-step.ts'), 'voc2010', truth, results],
    ...{ first, evaluating },
  };
  const coco = ['hotcoco', 'faster-coco-eval', 'pycocotools'].map((name) => ({
    name,
    rules: 'coco' as const,
    command: [python ?? '', script('peers/coco_eval.py'), name, truth, results],
    first,
  }));
  const voc: Contender = {
    name: 'VOC devkit port',
    rules: 'voc2010',
    command: [python ?? '', script('peers/voc_devkit.py'), truth, results],
    ...{ first, evaluating },
  };
  const wanted = peers ?? ['hotcoco', 'faster-coco-eval', 'VOC devkit port'];
  const theirs = python ? [...coco, voc].filter(({ name }) => wanted.includes(name)) : [];
  return [ours('coco'), ours('voc2010'), steps, ...theirs];
}
