import type { DetectionTable, ImagesAndClasses } from '../records.js';
import { boxOfRow, rowsOfImages } from '../rows.js';
import { writeText } from '../write-file.js';

/**
 * Writes detections as Roboflow's inference answers, one per photograph in a JSON list: each is what
 * `supervision.Detections.from_inference` takes. A box is its centre and its sides, in pixels. Rows of class -1
 * are left out.
 */
export async function writeRoboflowResults(
  file: string,
  detections: DetectionTable,
  dataset: ImagesAndClasses,
): Promise<void> {
  await writeText(file, answers(detections, dataset));
}

function* answers(detections: DetectionTable, dataset: ImagesAndClasses): Generator<string> {
  const rows = rowsOfImages(detections, dataset);
  yield '[\n';
  for (const [index, { id, file, width, height }] of dataset.images.entries()) {
    const predictions = rows[index]!.map((row) => {
      const { x1, y1, x2, y2 } = boxOfRow(detections, row);
      const classId = detections.class[row]!;
      return {
        x: (x1 + x2) / 2,
        y: (y1 + y2) / 2,
        width: x2 - x1,
        height: y2 - y1,
        confidence: detections.score[row],
        class: dataset.classes[classId]!.name,
        class_id: classId,
      };
    });
    const image = { path: file ?? id, width, height };
    yield `${index > 0 ? ',\n' : ''}${JSON.stringify({ image, predictions })}`;
  }
  yield '\n]\n';
}
