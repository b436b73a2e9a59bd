#!/usr/bin/env node
// `detect image.jpg` is `googlenet-rcnn detect image.jpg`.
import { runCommandLine } from './run-command-line.js';

process.exitCode = await runCommandLine(['detect', ...process.argv.slice(2)]);
