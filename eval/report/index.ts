/** `googlenet-rcnn/report`: evaluation reports, without files; works in a browser. Photographs come from outside. */
export { composeReport, type Gallery } from './compose.js';
export { type ReportAbout, type ReportData, type ReportOptions, reportData, reportJson } from './data.js';
export type { Photograph, ReportDocument } from './document.js';
export { chooseExhibits, type Exhibit, type ExhibitOptions, viewOf } from './exhibits.js';
export { renderHtml } from './html/render-html.js';
export { renderMarkdown } from './markdown.js';
