/** Legend: P = photographs of a step, R = candidate regions of one of them, N = windows of the step, K = classes. */

import { draw } from '../../../random/draw.js';
import type { RegionLabels } from '../label-regions.js';
import type { RcnnSettings } from './settings.js';

/** A region that a step learns from. */
export interface Window {
  /** Which of the P photographs, and which of its R regions. */
  readonly photograph: number;
  readonly region: number;
  /** 0: background; 1 to K: the class of the object that it lies on. */
  readonly label: number;
  readonly mirror: boolean;
}

/**
 * Draws the windows of a step, each as likely as every other of its kind: `positives` that lie on objects (IoU 0.5 or
 * more), labelled with the object's class, and background for the rest of the batch (R-CNN, section 2.3). Where there
 * are fewer of a kind, all of them come before one comes again; where there is none, the other kind takes its place.
 * Regions that lie on a difficult object more than on any other are neither.
 *
 * @param photographs labels of each one's regions
 * @returns N, those on objects first; none when no photograph has a region
 */
export function sampleWindows(
  photographs: readonly Pick<RegionLabels, 'positive' | 'ignored'>[],
  { batch, positives, random }: SampleWindowsOptions,
): Window[] {
  const objects: Omit<Window, 'mirror'>[] = [];
  const background: Omit<Window, 'mirror'>[] = [];
  for (const [photograph, { positive, ignored }] of photographs.entries()) {
    for (let region = 0; region < positive.length; region++) {
      if (ignored[region]) continue;
      const label = 1 + positive[region]!;
      (label > 0 ? objects : background).push({ photograph, region, label });
    }
  }
  const onObjects = background.length === 0 ? batch : objects.length === 0 ? 0 : positives;
  const drawn = [
    ...drawAgain(objects, onObjects, random),
    ...drawAgain(background, batch - onObjects, random),
  ];
  return drawn.map((window) => ({ ...window, mirror: random() < 0.5 }));
}

export interface SampleWindowsOptions extends Pick<RcnnSettings, 'batch' | 'positives'> {
  readonly random: () => number;
}

/** `count` of the items, all of them before one comes again; none of none. */
function drawAgain<T>(items: readonly T[], count: number, random: () => number): T[] {
  const drawn: T[] = [];
  while (items.length > 0 && drawn.length < count) drawn.push(...draw(items, count - drawn.length, random));
  return drawn;
}
