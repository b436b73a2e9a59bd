/** The words with the most commands of their own. */
import type { CommandGroup } from './command-entry.js';

export const jobsCommands: CommandGroup = {
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
};

export const datasetCommands: CommandGroup = {
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
};

export const weightsCommands: CommandGroup = {
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
      usage: 'average <models..>',
      describe: 'write one model whose weights are the mean of others that began as one',
      load: () => import('./commands/weights/average.js'),
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
};
