/** `googlenet-rcnn/report`: evaluation reports, without files; works in a browser. Photographs come from outside. */

export type { Photograph, ReportDocument } from '../../src/reports/document.js';
export { renderHtml } from '../../src/reports/html/render-html.js';
export { renderMarkdown } from '../../src/reports/markdown.js';
export {
  type ClassificationReport,
  composeClassificationReport,
  type LadderCell,
} from './classification.js';
export { composeReport, type Gallery } from './compose.js';
export { type ReportAbout, type ReportData, type ReportOptions, reportData, reportJson } from './data.js';
export { chooseExamples, type Evidence, type Example, type Examples, type Sheet } from './evidence.js';
export { chooseExhibits, type Exhibit, type ExhibitOptions, viewOf } from './exhibits.js';
