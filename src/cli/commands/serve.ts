import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Argv } from 'yargs';
import type { Detector } from '../../../detection/detector.js';
import { loadDetector } from '../../../detection/load-detector.js';
import { loadDetectorSchema } from '../../../detection/options.js';
import { loadClassifier } from '../../classification/load-classifier.js';
import { RcnnError } from '../../errors.js';
import { packageVersion } from '../../platform/node/package-root.js';
import { mainThreadFirst } from '../../platform/node/thread-priority.js';
import { builtPage } from '../../serve/built-page.js';
import { LABEL_SETS, type LabelSet } from '../../serve/labels.js';
import { ServedModels } from '../../serve/served-model.js';
import { createServer } from '../../serve/server.js';
import { type Command, type CommandContext, exitCode } from '../command.js';
import { type EngineOptions, engineOptions } from '../options/engine-options.js';
import { fieldOptions } from '../options/fields.js';
import { say } from '../output/output.js';
import { addressOf, listen, stopped } from './serve/listen.js';

interface Address {
  readonly host: string;
  readonly port: number;
}

interface Limits {
  readonly 'body-limit': number;
  readonly 'longest-wait': number;
  readonly deadline: number;
}

interface Options extends EngineOptions, Address, Limits {
  readonly model: readonly string[];
  readonly classifier?: string;
  readonly threshold?: number | undefined;
  readonly token?: string;
  readonly labels: LabelSet;
  readonly 'local-files'?: string;
  readonly log: boolean;
}

const MEGABYTE = 1_000_000;

/** One photograph's proposals are searched while another's regions run; more at once would only wait. */
const PARALLEL = 2;

const examples: [string, string][] = [
  ['$0 serve', 'the embedded model at http://127.0.0.1:8080, with a page; its API is at /docs'],
  ['curl -F image=@cat.jpg http://127.0.0.1:8080/v1/detect', 'ask it'],
  ['$0 serve --port 32168 --labels coco --host 0.0.0.0', 'for Blue Iris, Agent DVR, Home Assistant'],
  ['$0 serve --model mine.safetensors --local-files photographs', 'behind Label Studio, at /labelstudio'],
];

export const command: Command<Options> = {
  build: (yargs) =>
    limitOptions(
      addressOptions(
        fieldOptions(
          engineOptions(yargs)
            .option('model', {
              type: 'string',
              array: true,
              default: ['voc'],
              describe:
                'detectors by name or file, or files of ensembles; the first answers where none is named',
            })
            .option('classifier', {
              type: 'string',
              describe: 'a classifier by name or file, such as bvlc, for /v1/classify',
            }),
          loadDetectorSchema.shape,
          {
            threshold:
              "lowest score, 0 to 1, unless the request names one [the class's threshold on the card, else 0.3]",
          },
        ),
      )
        .option('token', { type: 'string', describe: 'token that requests must have [GOOGLENET_RCNN_TOKEN]' })
        .option('labels', {
          choices: LABEL_SETS,
          default: 'own' as LabelSet,
          describe: "names of classes on DeepStack's routes; coco: couch for sofa",
        })
        .option('local-files', {
          type: 'string',
          describe: 'folder of the photographs that Label Studio names by path',
        }),
    )
      .option('log', { type: 'boolean', default: false, describe: 'log each request' })
      .example(examples),
  files: { reads: ['model', 'classifier', 'local-files'], writes: [] },
  run: serve,
};

function addressOptions<T>(yargs: Argv<T>): Argv<T & Address> {
  return yargs
    .option('host', {
      type: 'string',
      default: '127.0.0.1',
      describe: 'address to listen on; 0.0.0.0: all of this machine',
    })
    .option('port', {
      type: 'number',
      default: 8080,
      describe: 'port; clients of CodeProject.AI expect 32168',
    });
}

/** What a request may take. */
function limitOptions<T>(yargs: Argv<T>): Argv<T & Limits> {
  return yargs
    .option('body-limit', { type: 'number', default: 30, describe: 'largest request; MB' })
    .option('longest-wait', {
      type: 'number',
      default: 10,
      describe: 'seconds in the queue; requests that would wait longer are refused (429)',
    })
    .option('deadline', { type: 'number', default: 30, describe: 'seconds from arrival to answer' });
}

async function serve(options: Options, { signal }: CommandContext): Promise<number> {
  checkOptions(options);
  const { 'local-files': localFiles } = options;
  if (localFiles !== undefined && !(await stat(localFiles).catch(() => undefined))?.isDirectory()) {
    throw new RcnnError('file-not-found', `Expected a folder at ${localFiles} (--local-files).`);
  }
  mainThreadFirst();
  using models = await loadModels(options);
  const { classifier: name, engine, threads } = options;
  using classifier = name === undefined ? undefined : await loadClassifier({ model: name, engine, threads });
  const given = options.token ?? process.env['GOOGLENET_RCNN_TOKEN'];
  const token = given === '' ? undefined : given;
  const page = builtPage();
  const server = await createServer({
    models: models.served,
    version: packageVersion(),
    queue: { parallel: PARALLEL, longestWait: options['longest-wait'], deadline: options.deadline },
    bodyLimit: options['body-limit'] * MEGABYTE,
    labels: options.labels,
    ...(page === undefined ? {} : { page: { folder: page, teach: false } }),
    ...(classifier === undefined ? {} : { classifier }),
    logger: options.log,
    ...(token === undefined ? { ownPagesOnly: isLoopback(options.host) } : { token }),
    ...(localFiles === undefined ? {} : { localFiles }),
  });
  await listen(server.app, options);
  const served = [...models.served.names, ...(name === undefined ? [] : [`the classifier ${name}`])];
  say(
    `Serving ${served.join(', ')} at ${addressOf(server.app)} (a page for the browser; API: /docs). Ctrl-C stops it.`,
  );
  await stopped(signal);
  say('Finishing what was accepted.');
  await server.close();
  return exitCode.done;
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}

/** @throws RcnnError `bad-option` */
function checkOptions(options: Options): void {
  for (const name of ['body-limit', 'longest-wait', 'deadline'] as const) {
    const value = options[name];
    if (!(value > 0))
      throw new RcnnError('bad-option', `Expected --${name} to be above 0, but got ${value}.`);
  }
}

/** By the name of the file without its ending, as clients call them. */
async function loadModels({ model, threshold, engine, threads }: Options) {
  const served = new Map<string, Detector>();
  const dispose = () => {
    for (const detector of served.values()) detector.dispose();
  };
  try {
    for (const nameOrPath of model) {
      const name = basename(nameOrPath).replace(/\.(safetensors|json)$/, '');
      if (served.has(name)) {
        throw new RcnnError('bad-option', `Expected models of different names, but two are called ${name}.`);
      }
      served.set(name, await loadDetector(nameOrPath, { threshold, engine, threads }));
    }
  } catch (error) {
    dispose();
    throw error;
  }
  return { served: new ServedModels(served), [Symbol.dispose]: dispose };
}
