#!/usr/bin/env node
// `detect image.jpg` is `googlenet-rcnn detect image.jpg`.
import './compile-cache.js';

const { runCommandLine } = await import('./run-command-line.js');
process.exitCode = await runCommandLine(['detect', ...process.argv.slice(2)]);
