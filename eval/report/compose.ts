/** Puts a report's sections together, in the order in which questions arise. */

import type { Photograph, ReportDocument } from '../../src/reports/document.js';
import { protocolNamed } from '../protocols.js';
import type { ReportData } from './data.js';
import type { Exhibit } from './exhibits.js';
import { calibrationSection } from './sections/calibration.js';
import { classesSection } from './sections/classes.js';
import { comparisonSection } from './sections/comparison.js';
import { confusionSection } from './sections/confusion.js';
import { errorsSection } from './sections/errors.js';
import { gallerySection } from './sections/gallery.js';
import { headlineSection } from './sections/headline.js';
import { objectsSection } from './sections/objects.js';

/** The gallery's part of a report: what was chosen, and the photographs of those that could be read. */
export interface Gallery {
  readonly exhibits: readonly Exhibit[];
  readonly photographs: ReadonlyMap<Exhibit, Photograph>;
}

export function composeReport(data: ReportData, { exhibits, photographs }: Gallery): ReportDocument {
  const { about, evaluation, other } = data;
  const parts = [
    about.detections,
    other && `compared with ${about.others ?? 'another run'}`,
    about.truth && `on ${about.truth}`,
  ];
  return {
    title: 'Detection evaluation',
    subtitle: [`${protocolNamed(evaluation.protocol).title} rules`, parts.filter(Boolean).join(' ')]
      .filter(Boolean)
      .join(' · '),
    sections: [
      headlineSection(data),
      ...(other ? [comparisonSection(data, other)] : []),
      classesSection(data),
      errorsSection(data),
      objectsSection(data),
      confusionSection(data),
      calibrationSection(data),
      gallerySection(data, exhibits, photographs),
    ],
    footer: 'Made by googlenet-rcnn evaluate. One file, nothing is loaded from elsewhere.',
  };
}
