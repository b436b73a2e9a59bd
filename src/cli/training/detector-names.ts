/** What a detector and its files are called, where nobody says. */
import { statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';

/** `<name of the data's folder>.safetensors`. */
export function defaultOut(data: string): string {
  const path = resolve(data);
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? true;
  return `${basename(isFolder ? path : dirname(path))}.safetensors`;
}

/** The report beside a detector's file. */
export function reportPath(out: string): string {
  return `${out.replace(/\.safetensors$/, '')}.html`;
}
