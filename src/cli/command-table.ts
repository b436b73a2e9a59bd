import type { Command } from './command.js';

/** A command as the overview lists it; its code loads when it is called, so that start-up stays short. */
export interface CommandEntry {
  readonly usage: string;
  readonly describe: string;
  // biome-ignore lint/suspicious/noExplicitAny: each command has options of its own; yargs hands them through
  readonly load: () => Promise<{ command: Command<any> }>;
}

/** A word with commands of its own: `weights fetch`, `weights info`. */
export interface CommandGroup {
  readonly usage: string;
  readonly describe: string;
  readonly commands: readonly CommandEntry[];
  /** What the word does without one of them. */
  readonly alone?: Omit<CommandEntry, 'usage'>;
}

// In the order of the overview: the main job first.
export const commandTable: readonly (CommandEntry | CommandGroup)[] = [
  {
    usage: 'detect <images..>',
    describe: 'find objects: boxes, classes and scores',
    load: () => import('./commands/detect.js'),
  },
  {
    usage: 'propose <images..>',
    describe: 'list boxes likely to contain an object, and show how they were found',
    load: () => import('./commands/propose.js'),
  },
  {
    usage: 'classify <images..>',
    describe: 'name what is in an image, or in regions of it',
    load: () => import('./commands/classify.js'),
  },
  {
    usage: 'serve',
    describe: 'answer over HTTP: its own API and those of DeepStack, Label Studio, X-AnyLabeling',
    load: () => import('./commands/serve.js'),
  },
  {
    usage: 'teach <folder>',
    describe: 'label photographs in the browser and train a detector on them meanwhile',
    load: () => import('./commands/teach.js'),
  },
  {
    usage: 'export',
    describe: 'write what runs in browsers, with no server: a page, or the files that your own page loads',
    commands: [
      {
        usage: 'page <folder>',
        describe: 'a page that detects, for any host of files',
        load: () => import('./commands/export/page.js'),
      },
      {
        usage: 'assets <folder>',
        describe: 'model, worker and WebAssembly for your own page (googlenet-rcnn/browser)',
        load: () => import('./commands/export/assets.js'),
      },
    ],
  },
  {
    usage: 'evaluate',
    describe: "score detections against truth by a contest's own rules: VOC, ILSVRC, COCO",
    alone: {
      describe: 'the numbers of a contest, for results or for a model',
      load: () => import('./commands/evaluate/numbers.js'),
    },
    commands: [
      {
        usage: 'merge <runs..>',
        describe: 'merge the shards of a run',
        load: () => import('./commands/evaluate/merge.js'),
      },
      {
        usage: 'explain',
        describe: 'why two numbers differ: rule by rule, or class by class',
        load: () => import('./commands/evaluate/explain.js'),
      },
      {
        usage: 'analyse',
        describe: 'which errors a detector makes, and what each kind costs',
        load: () => import('./commands/evaluate/analyse.js'),
      },
      {
        usage: 'proposals',
        describe: 'recall of proposals by overlap and number of boxes',
        load: () => import('./commands/evaluate/proposals.js'),
      },
    ],
  },
  {
    usage: 'jobs',
    describe: 'compute a run on several machines: units in a queue, results in a shared storage',
    commands: [
      {
        usage: 'submit [photos..]',
        describe: 'put a run into the queue; again: what it lacks',
        load: () => import('./commands/jobs/submit.js'),
      },
      {
        usage: 'status [run]',
        describe: 'how far runs are, and what failed',
        load: () => import('./commands/jobs/status.js'),
      },
      {
        usage: 'merge <run>',
        describe: 'join the results to the folder that one process would have written',
        load: () => import('./commands/jobs/merge.js'),
      },
      {
        usage: 'retry <run>',
        describe: 'put failed units back into the queue',
        load: () => import('./commands/jobs/retry.js'),
      },
      {
        usage: 'cancel <run>',
        describe: 'take what waits out of the queue; results stay',
        load: () => import('./commands/jobs/cancel.js'),
      },
      {
        usage: 'purge <run>',
        describe: 'cancel, and remove the run and its results from the storage',
        load: () => import('./commands/jobs/purge.js'),
      },
    ],
  },
  {
    usage: 'worker',
    describe: 'compute units of the queue until stopped',
    load: () => import('./commands/worker.js'),
  },
  {
    usage: 'dataset',
    describe: 'preview, check, split, relabel and convert data sets of any labelling tool',
    commands: [
      {
        usage: 'check <path>',
        describe: 'classes and counts, and every doubtful record with file and line',
        load: () => import('./commands/dataset/check.js'),
      },
      {
        usage: 'preview <path>',
        describe: 'draw the labels on a sheet of photographs',
        load: () => import('./commands/dataset/preview.js'),
      },
      {
        usage: 'stats <path>',
        describe: 'objects by class, size and split',
        load: () => import('./commands/dataset/stats.js'),
      },
      {
        usage: 'split <path>',
        describe: 'split into training, validation and test, at random or by group',
        load: () => import('./commands/dataset/split.js'),
      },
      {
        usage: 'convert <path>',
        describe: "write labels or results in another tool's format",
        load: () => import('./commands/dataset/convert.js'),
      },
      {
        usage: 'rename <path> <names..>',
        describe: 'rename classes: old=new',
        load: () => import('./commands/dataset/rename.js'),
      },
      {
        usage: 'merge <path> <classes..>',
        describe: 'merge several classes into one',
        load: () => import('./commands/dataset/merge.js'),
      },
      {
        usage: 'drop <path> <classes..>',
        describe: 'remove classes and their objects',
        load: () => import('./commands/dataset/drop.js'),
      },
    ],
  },
  {
    usage: 'train',
    describe: 'train networks on your own photographs',
    commands: [
      {
        usage: 'classifier',
        describe: 'train GoogLeNet from scratch, or the last layers of a trained one',
        load: () => import('./commands/train/classifier.js'),
      },
      {
        usage: 'detector',
        describe: 'train region heads on the features of a base network',
        load: () => import('./commands/train/detector.js'),
      },
      {
        usage: 'multibox',
        describe: 'train a network that proposes boxes on the features of a base network',
        load: () => import('./commands/train/multibox.js'),
      },
    ],
  },
  {
    usage: 'features',
    describe: 'values that describe photographs: compute them; those that detector trainings keep',
    commands: [
      {
        usage: 'compute <photos..>',
        describe: "a classifier's values for photographs: 1,024 numbers each, or any layer",
        load: () => import('./commands/features/compute.js'),
      },
      {
        usage: 'list',
        describe: 'kept features by base, with their size',
        load: () => import('./commands/features/list.js'),
      },
      {
        usage: 'clean',
        describe: 'remove kept features',
        load: () => import('./commands/features/clean.js'),
      },
    ],
  },
  {
    usage: 'summary',
    describe: 'print the network like Table 1 of the paper, with shapes, parameters and operations',
    load: () => import('./commands/summary.js'),
  },
  {
    usage: 'weights',
    describe: 'fetch, import, export, describe, verify, combine and quantize weights files',
    commands: [
      {
        usage: 'fetch <name>',
        describe: 'download published weights into the cache',
        load: () => import('./commands/weights/fetch.js'),
      },
      {
        usage: 'import <file>',
        describe: 'convert a Caffe network (.caffemodel) to a model',
        load: () => import('./commands/weights/import.js'),
      },
      {
        usage: 'ensemble <models..>',
        describe: 'write a file that names several models, to be averaged wherever --model is',
        load: () => import('./commands/weights/ensemble.js'),
      },
      {
        usage: 'thresholds <model>',
        describe: 'give a detector a threshold per class, from its results',
        load: () => import('./commands/weights/thresholds.js'),
      },
      {
        usage: 'quantize <model>',
        describe: 'make a model run in 8 bits, from the ranges of its values on photographs',
        load: () => import('./commands/weights/quantize.js'),
      },
      {
        usage: 'export <model>',
        describe: 'write a model as ONNX or safetensors',
        load: () => import('./commands/weights/export.js'),
      },
      {
        usage: 'info <model>',
        describe: "show a model's card and layers",
        load: () => import('./commands/weights/info.js'),
      },
      {
        usage: 'verify <models..>',
        describe: 'check hash, names and shapes of models',
        load: () => import('./commands/weights/verify.js'),
      },
    ],
  },
  {
    usage: 'setup',
    describe: 'set up optional parts of this package',
    commands: [
      {
        usage: 'tensorflow',
        describe: 'stage the native TensorFlow library, for training and as an engine',
        load: () => import('./commands/setup/tensorflow.js'),
      },
    ],
  },
  {
    usage: 'doctor',
    describe: 'say what works here, what is missing, and the command that fixes it',
    load: () => import('./commands/doctor.js'),
  },
];
