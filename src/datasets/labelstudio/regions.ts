import type { Box, Size } from '../../geometry/box.js';
import { boxAround, ellipseBox, rotatedBox } from '../shapes.js';
import type { Result } from './tasks.js';

/** A box of an annotation, or why there is none. */
type Region =
  | { readonly names: readonly string[]; readonly box: Box; readonly score?: number }
  | { readonly leftOut: string };

/** The regions of an annotation: results of one id are one region. */
export function regionsOf(results: readonly Result[]): Region[] {
  const groups = new Map<unknown, Result[]>();
  for (const result of results) {
    const key = result.id ?? result;
    groups.set(key, [...(groups.get(key) ?? []), result]);
  }
  return [...groups.values()].map(regionOf);
}

function regionOf(group: readonly Result[]): Region {
  const shape = group.find(isShape);
  if (!shape) return { leftOut: `a result of type "${group[0]!.type ?? 'unknown'}" is no box` };
  const names = group.flatMap(namesOf);
  if (names.length === 0) return { leftOut: 'a shape has no label' };
  if (shape.image_rotation) {
    return {
      leftOut: `a shape lies on a photograph that was rotated by ${shape.image_rotation} degrees in Label Studio`,
    };
  }
  const size = sizeOf(shape);
  if (!size) return { leftOut: 'a shape has no original_width and original_height' };
  const score = group.find((one) => typeof one.score === 'number')?.score ?? undefined;
  return { names, box: boxOf(shape, size), ...(score !== undefined && { score }) };
}

/** Pixels of the photograph, where a result says so. */
export function sizeOf({ original_width: width, original_height: height }: Result): Size | undefined {
  return width && height ? { width, height } : undefined;
}

function isShape({ value = {}, type }: Result): boolean {
  if (Array.isArray(value['points'])) return value['points'].length > 1;
  const isSized = 'width' in value && 'height' in value && 'x' in value;
  return (isSized || 'radiusX' in value) && type !== 'brushlabels';
}

function namesOf({ value = {} }: Result): string[] {
  return Object.entries(value).flatMap(([key, names]) =>
    /labels$/.test(key) && Array.isArray(names) ? names.map(String) : [],
  );
}

/**
 * Percent of the sides to pixels. A rectangle turns about its upper left corner, clockwise and in pixels: in
 * percent, with sides of different length, it would be sheared.
 */
function boxOf({ value = {} }: Result, { width, height }: Size): Box {
  const across = (name: string) => (Number(value[name] ?? 0) * width) / 100;
  const down = (name: string) => (Number(value[name] ?? 0) * height) / 100;
  const degrees = Number(value['rotation'] ?? 0);
  if (Array.isArray(value['points'])) {
    const points = value['points'] as [number, number][];
    return boxAround(points.map(([x, y]) => ({ x: (x * width) / 100, y: (y * height) / 100 })));
  }
  const start = { x: across('x'), y: down('y') };
  if ('radiusX' in value) return ellipseBox(start, { x: across('radiusX'), y: down('radiusY') }, degrees);
  const box = boxAround([start, { x: start.x + across('width'), y: start.y + down('height') }]);
  return degrees === 0 ? box : rotatedBox(box, degrees, start);
}
