import type { CommandEntry, CommandGroup } from './command-entry.js';
import { datasetCommands, jobsCommands, weightsCommands } from './command-groups.js';

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
  jobsCommands,
  {
    usage: 'worker',
    describe: 'compute units of the queue until stopped',
    load: () => import('./commands/worker.js'),
  },
  datasetCommands,
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
  weightsCommands,
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
