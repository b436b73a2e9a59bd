import { availableParallelism } from 'node:os';
import { wholeFrom1 } from '../../check-arguments.js';
import { counted } from '../../counted.js';
import { RcnnError } from '../../errors.js';
import { firstLines } from '../../first-lines.js';
import { ProcessComputer } from '../../jobs/compute/unit-computer.js';
import { LocalFiles } from '../../jobs/local-files.js';
import type { FailedUnit } from '../../jobs/queue/queued-units.js';
import { rangeText } from '../../jobs/unit-range.js';
import { type EndedUnit, runWorker } from '../../jobs/worker.js';
import { serveMetrics, WorkerMetrics } from '../../jobs/worker-metrics.js';
import { loadFields } from '../../load-fields.js';
import { type Command, type CommandContext, exitCode } from '../command.js';
import { fieldOptions } from '../options/fields.js';
import { type JobOptions, jobOptions, queueOf, storageOf } from '../options/job-options.js';
import { say, warn } from '../output/output.js';

/** Of a run's id, in a line per unit. */
const RUN_DIGITS = 8;

interface Options extends JobOptions {
  readonly images?: string;
  readonly concurrency: number;
  readonly threads?: number | undefined;
  readonly drain: boolean;
  readonly 'metrics-host': string;
  readonly 'metrics-port'?: number;
}

export const command: Command<Options> = {
  build: (yargs) =>
    fieldOptions(
      jobOptions(yargs).option('images', {
        type: 'string',
        describe: 'folder of the photographs here [the one that a run was submitted with]',
      }),
      { concurrency: wholeFrom1.default(1), threads: loadFields.threads },
      {
        concurrency: 'units at once, each in a process that takes about 1 GB',
        threads: 'threads of each process [all cores, shared out]',
      },
    )
      .option('drain', {
        type: 'boolean',
        default: false,
        describe: 'end when the queue is empty; with 1 where units failed for good',
      })
      .option('metrics-port', { type: 'number', describe: 'serve /metrics and /livez there' })
      .option('metrics-host', { type: 'string', default: '127.0.0.1', describe: 'address to listen at' })
      .example('$0 worker --queue redis://queue --storage /shared/jobs', 'until Ctrl-C or SIGTERM')
      .example('$0 worker --drain --concurrency 2', 'two units at once, until none is left'),
  run: worker,
};

async function worker(options: Options, { signal }: CommandContext): Promise<number> {
  const { concurrency, images, drain } = options;
  const threads = options.threads ?? Math.max(1, Math.floor(availableParallelism() / concurrency));
  const storage = await storageOf(options, 'write');
  await using queue = await queueOf(options);
  const metrics = new WorkerMetrics(queue);
  using _ = await metricsServer(metrics, options);
  const onDeath = (reason: string) => {
    metrics.onDeath();
    warn(`The process of the network ended: ${reason}. Its images go one by one.`);
  };
  const computers = Array.from({ length: concurrency }, () => new ProcessComputer({ onDeath }));
  const { onImages } = metrics;
  const onUnit = (ended: EndedUnit) => {
    metrics.onUnit({ seconds: ended.seconds, failed: ended.end === 'failed' });
    say(describeUnit(ended));
  };
  const files = new LocalFiles();
  say(`Working: ${counted(concurrency, 'unit')} at once. Ctrl-C hands back what is not done.`);
  try {
    await runWorker({
      ...{ storage, queue, files, images, threads, concurrency, drain, signal, onImages, onUnit },
      computers,
      onTrouble: newsOnly(warn),
    });
  } finally {
    for (const computer of computers) await computer[Symbol.asyncDispose]();
  }
  return drain && !signal.aborted ? codeOfFailed(await queue.failed()) : exitCode.done;
}

const ENDS: Readonly<Record<EndedUnit['end'], string>> = {
  done: 'done',
  part: 'stopped, the rest is back in the queue',
  halved: 'its worker vanished, so its halves are in the queue now',
  again: 'back in the queue',
  failed: 'failed',
};

function describeUnit({ unit, seconds, end }: EndedUnit): string {
  return `${unit.run.slice(0, RUN_DIGITS)}, ${rangeText(unit)}: ${ENDS[end]} (${seconds.toFixed(1)} s).`;
}

/** Nothing left to do is not a good end where units failed for good, of whichever worker. */
function codeOfFailed(failed: readonly FailedUnit[]): number {
  if (failed.length === 0) return exitCode.done;
  warn(describeFailed(failed));
  return exitCode.partlyFailed;
}

function describeFailed(failed: readonly FailedUnit[]): string {
  const lines = firstLines(failed.map((unit) => `${unit.run}, ${rangeText(unit)}: ${unit.reason}`));
  const title = `${counted(failed.length, 'unit')} of the queue failed for good; \`jobs retry RUN\` tries again:`;
  return [title, ...lines.map((line) => `  ${line}`)].join('\n');
}

/** A connection that is lost says so several times a second. */
function newsOnly(tell: (message: string) => void): (message: string) => void {
  let last: string | undefined;
  return (message) => {
    if (message !== last) tell(message);
    last = message;
  };
}

async function metricsServer(metrics: WorkerMetrics, options: Options): Promise<Disposable | null> {
  const { 'metrics-port': port, 'metrics-host': host } = options;
  if (port === undefined) return null;
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new RcnnError(
      'bad-option',
      `Expected --metrics-port to be a whole number from 0 to 65535, but got ${port}.`,
    );
  }
  const server = await serveMetrics(metrics, { host, port });
  say(`Metrics at http://${host}:${(server.address() as { port: number }).port}/metrics.`);
  return {
    [Symbol.dispose]: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
