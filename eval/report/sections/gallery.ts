import { count, counted } from '../../../src/counted.js';
import type { Block, Photograph, Section } from '../../../src/reports/document.js';
import type { ErrorKind } from '../../analysis/errors.js';
import { errorKinds } from '../../analysis/errors.js';
import type { ReportData } from '../data.js';
import type { Exhibit } from '../exhibits.js';

const titles: Readonly<Record<ErrorKind, string>> = {
  classification: 'Wrong class',
  localisation: 'Box too far off',
  both: 'Wrong class and box too far off',
  duplicate: 'Found twice',
  background: 'Nothing there',
  missed: 'Missed',
};

/** The worst errors on their photographs. Without photographs the section says so. */
export function gallerySection(
  data: ReportData,
  exhibits: readonly Exhibit[],
  photographs: ReadonlyMap<Exhibit, Photograph>,
): Section {
  const shown = exhibits.filter((exhibit) => photographs.has(exhibit));
  const lost = exhibits.length - shown.length;
  const blocks: Block[] = errorKinds
    .map((kind) => ({ kind, here: shown.filter((exhibit) => exhibit.kind === kind) }))
    .filter(({ here }) => here.length > 0)
    .map(({ kind, here }) => ({
      kind: 'pictures',
      title: titles[kind],
      note: `${kind === 'missed' ? 'the largest' : 'the highest scores'}, ${count(here.length)} of ${counted(data.analysis.errors.errors[kind].count, 'error')}`,
      pictures: here.map((exhibit) => ({
        title: exhibit.title,
        caption: exhibit.caption,
        photograph: photographs.get(exhibit)!,
        boxes: exhibit.boxes,
      })),
    }));
  return {
    id: 'gallery',
    title: 'Gallery',
    blocks: [{ kind: 'text', text: words(exhibits.length, lost, data) }, ...blocks],
  };
}

function words(all: number, lost: number, { analysis }: ReportData): string {
  if (all === 0) return 'There is no error to show.';
  if (lost === all)
    return 'The photographs were not found, so there are no pictures of errors; give their folder (--images) to see them.';
  return (
    'The worst errors, at most one of each kind per photograph, cropped to their surroundings.' +
    (analysis.confusion.thresholds
      ? ' Of wrong boxes those that reach the threshold of their class, if any of the kind do.'
      : '') +
    (lost > 0 ? ` ${counted(lost, 'photograph')} could not be read and are left out.` : '')
  );
}
