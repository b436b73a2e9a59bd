import { isSplitName } from './split-names.js';

/**
 * What people call a photograph: its path without the folders that every such data set has.
 *
 * @param split of the photograph, whose folder may have any name
 */
export function photographId(path: string, split?: string): string {
  const parts = path
    .replace(/\.\w+$/, '')
    .split('/')
    .filter((part) => part !== '..');
  const images = parts.lastIndexOf('images', parts.length - 2);
  const rest = parts.slice(images + 1);
  const [first = ''] = rest;
  return (
    rest.length > 1 && (isSplitName(first) || first === split || /^obj_\w+_data$/.test(first))
      ? rest.slice(1)
      : rest
  ).join('/');
}
