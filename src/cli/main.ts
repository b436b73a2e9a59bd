#!/usr/bin/env node
import './compile-cache.js';

const { runCommandLine } = await import('./run-command-line.js');
process.exitCode = await runCommandLine(process.argv.slice(2));
