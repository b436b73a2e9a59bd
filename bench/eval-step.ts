/**
 * eval-step.ts PROTOCOL TRUTH RESULTS prints the first number, the seconds of evaluation once the files are read,
 * and the process's peak memory in MB. See eval.ts and eval-growth.ts.
 */
import { evaluateDetections } from '../eval/evaluate.js';
import type { DetectionProtocolName } from '../eval/protocols.js';
import { readDataset, readDetections } from '../src/datasets/formats.js';

const [protocol, truth, results] = process.argv.slice(2) as [DetectionProtocolName, string, string];
const dataset = await readDataset(truth, {});
const detections = await readDetections(results, dataset, {});
const began = performance.now();
const { metrics } = evaluateDetections({ protocol, ...dataset, detections });
const seconds = (performance.now() - began) / 1000;
const megabytes = process.resourceUsage().maxRSS / 1000;
process.stdout.write(JSON.stringify([Object.values(metrics)[0], seconds, megabytes]));
