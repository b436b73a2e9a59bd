import { cocoSplits, isCoco } from './coco/sniff.js';
import { isCvat } from './cvat/sniff.js';
import type { FormatRow, Kept } from './format.js';
import { ilsvrcFolder, ilsvrcSplits } from './ilsvrc/layout.js';
import { isLabelMe } from './labelme/sniff.js';
import { isLabelStudio } from './labelstudio/sniff.js';
import type { Look } from './look.js';
import { isNdjson } from './ndjson/sniff.js';
import { CROWD, DIFFICULT, OCCLUDED, TRUNCATED } from './records.js';
import { isVoc, isVocResultFile, vocSplits } from './voc/sniff.js';
import { isYolo } from './yolo/sniff.js';

const MARKS = DIFFICULT | TRUNCATED | OCCLUDED;
const ALL: Kept = {
  flags: MARKS | CROWD,
  emptyClasses: true,
  classOrder: true,
  splits: true,
  outside: true,
  repeats: true,
  areas: true,
  background: false,
};

const ends = (ending: RegExp) => (look: Look) => !look.isFolder && ending.test(look.path);
const toFile = () => 'file' as const;

/**
 * The formats, in the order in which they are tried on a path. Sniffing, reading, writing, choices and help come
 * from here: a new format is a folder and a row. Code loads when it is needed.
 */
export const formatTable = {
  'ilsvrc-det': {
    truth: {
      what: 'ILSVRC DET root (Annotations/DET)',
      sniff: async ({ path }) => (await ilsvrcFolder(path)) !== undefined,
      splits: ({ path }) => ilsvrcSplits(path),
      unlistedSplits: true,
      read: async (path, { split = 'val', ...options }) =>
        (await import('./ilsvrc/det.js')).readIlsvrcDet(path, { ...options, split }),
      write: async (...given) => (await import('./ilsvrc/write.js')).writeIlsvrcDet(...given),
      kept: { ...ALL, flags: MARKS, splits: false, areas: false },
      photographs: (split) => `Data/DET/${split}`,
    },
    results: {
      what: 'ILSVRC lines (.txt)',
      sniff: ({ path, isFolder }) => !isFolder && /\.txt$/i.test(path) && !isVocResultFile(path),
      read: async (...given) => (await import('./ilsvrc/results.js')).readIlsvrcResults(...given),
      write: async (path, detections, dataset) =>
        (await import('./ilsvrc/results.js')).writeIlsvrcResults(path, detections, dataset),
    },
  },
  voc: {
    truth: {
      what: 'VOC folder (Annotations, or XML beside the photographs)',
      sniff: isVoc,
      splits: vocSplits,
      unlistedSplits: true,
      sortsClasses: true,
      read: async (...given) => (await import('./voc/layout.js')).readVocPart(...given),
      write: async (...given) => (await import('./voc/write.js')).writeVoc(...given),
      kept: {
        ...ALL,
        flags: MARKS,
        emptyClasses: false,
        classOrder: false,
        areas: false,
        background: true,
      },
      photographs: () => 'JPEGImages',
    },
    results: {
      what: 'folder of comp3_det_<split>_<class>.txt',
      // One file is told that its folder is needed.
      sniff: ({ path, isFolder, files }) =>
        isFolder ? files.some((name) => /^comp\d?_det_/.test(name)) : isVocResultFile(path),
      read: async (...given) => (await import('./voc/results.js')).readVocResults(...given),
      write: async (...given) => (await import('./voc/results.js')).writeVocResults(...given),
    },
  },
  yolo: {
    truth: {
      what: 'YOLO folder or data.yaml',
      sniff: isYolo,
      splits: async ({ path }) => (await import('./yolo/truth.js')).yoloSplits(path),
      unlistedSplits: true,
      read: async (...given) => (await import('./yolo/truth.js')).readYolo(...given),
      write: async (...given) => (await import('./yolo/write.js')).writeYolo(...given),
      kept: { ...ALL, flags: 0, outside: false, repeats: false, areas: false },
      photographs: (split) => `images/${split}`,
    },
    results: {
      what: 'folder of YOLO labels with confidence',
      // Only for a folder: the code loads the decoder of photographs, which a file of results does not need.
      sniff: async (look) => look.isFolder && (await import('./yolo/results.js')).isYoloResults(look),
      read: async (...given) => (await import('./yolo/results.js')).readYoloResults(...given),
      write: async (path, detections, dataset) =>
        (await import('./yolo/write.js')).writeYoloResults(path, detections, dataset),
    },
  },
  cvat: {
    truth: {
      what: 'CVAT XML 1.1',
      sniff: isCvat,
      splits: async (look) => (await import('./cvat/truth.js')).cvatSplits(look),
      marksSplits: true,
      read: async (...given) => (await import('./cvat/truth.js')).readCvat(...given),
      write: async (...given) => (await import('./cvat/write.js')).writeCvat(...given),
      writes: toFile,
      file: 'annotations.xml',
      kept: { ...ALL, flags: MARKS, outside: false, repeats: false, areas: false },
      photographs: () => 'images',
    },
    results: {
      what: 'CVAT XML with scores',
      sniff: isCvat,
      read: async (...given) => (await import('./cvat/results.js')).readCvatResults(...given),
      write: async (path, detections, dataset) =>
        (await import('./cvat/write.js')).writeCvatResults(path, detections, dataset),
    },
  },
  labelstudio: {
    truth: {
      what: 'Label Studio JSON',
      sniff: isLabelStudio,
      sortsClasses: true,
      read: async (...given) => (await import('./labelstudio/truth.js')).readLabelStudio(...given),
      write: async (...given) => (await import('./labelstudio/write.js')).writeLabelStudio(...given),
      writes: toFile,
      file: 'tasks.json',
      kept: {
        flags: 0,
        emptyClasses: false,
        classOrder: false,
        splits: false,
        outside: false,
        repeats: false,
        areas: false,
        background: false,
      },
      photographs: () => 'images',
    },
    results: {
      what: 'Label Studio JSON with predictions',
      sniff: isLabelStudio,
      read: async (...given) => (await import('./labelstudio/results.js')).readLabelStudioResults(...given),
      write: async (path, detections, dataset) =>
        (await import('./labelstudio/write.js')).writeLabelStudioResults(path, detections, dataset),
    },
  },
  labelme: {
    truth: {
      what: 'LabelMe JSON files',
      sniff: isLabelMe,
      sortsClasses: true,
      read: async (...given) => (await import('./labelme/truth.js')).readLabelMe(...given),
      write: async (...given) => (await import('./labelme/write.js')).writeLabelMe(...given),
      kept: { ...ALL, flags: MARKS, splits: false, outside: false, repeats: false, areas: false },
      photographs: () => '',
    },
    results: {
      what: 'folder of LabelMe JSON with scores',
      sniff: async (look) => look.isFolder && (await import('./labelme/results.js')).isLabelMeResults(look),
      read: async (...given) => (await import('./labelme/results.js')).readLabelMeResults(...given),
      write: async (path, detections, dataset) =>
        (await import('./labelme/write.js')).writeLabelMeResults(path, detections, dataset),
    },
  },
  coco: {
    truth: {
      what: 'COCO instances (.json, or a folder with such files)',
      sniff: isCoco,
      splits: cocoSplits,
      read: async (...given) => (await import('./coco/layout.js')).readCocoPart(...given),
      write: async (...given) => (await import('./coco/write-folder.js')).writeCocoPart(...given),
      writes: (path) => (/\.json$/i.test(path) ? 'file' : 'folder'),
      kept: ALL,
      photographs: (split) => `images/${split}`,
    },
    results: {
      what: 'COCO results (.json)',
      sniff: ends(/\.json$/i),
      read: async (...given) => (await import('./coco/results.js')).readCocoResults(...given),
      write: async (path, detections, dataset) =>
        (await import('./coco/write.js')).writeCocoResults(path, detections, dataset),
    },
  },
  ndjson: {
    truth: {
      what: 'NDJSON (.ndjson, .jsonl, or a folder with it)',
      sniff: isNdjson,
      splits: async (look) => (await import('./ndjson/splits.js')).ndjsonSplits(look),
      marksSplits: true,
      read: async (...given) => (await import('./ndjson/truth.js')).readNdjsonTruth(...given),
      write: async (path, dataset) => (await import('./ndjson/truth.js')).writeNdjsonTruth(path, dataset),
      writes: toFile,
      file: 'labels.ndjson',
      kept: { ...ALL, background: true },
      photographs: () => 'images',
    },
    results: {
      what: 'NDJSON as detect prints it (.ndjson, .jsonl)',
      sniff: ends(/\.(ndjson|jsonl)$/i),
      read: async (...given) => (await import('./ndjson/detections.js')).readNdjsonDetections(...given),
      write: async (path, detections, dataset) =>
        (await import('./ndjson/detections.js')).writeNdjsonDetections(path, detections, dataset),
    },
  },
  roboflow: {
    results: {
      what: "Roboflow's inference answers (.json), for supervision",
      write: async (path, detections, dataset) =>
        (await import('./roboflow/write.js')).writeRoboflowResults(path, detections, dataset),
    },
  },
} as const satisfies Record<string, FormatRow>;
