import { filesEnding, headOf, type Look } from '../look.js';

/** Other JSON files may be in the folder, so more than the first is read. */
const ASKED = 5;

/** A JSON file of LabelMe, whatever the order of its keys: the photograph itself may come before the shapes. */
export async function isLabelMeFile(file: string): Promise<boolean> {
  const head = (await headOf(file)).trimStart();
  return head.startsWith('{') && /"(shapes|imagePath|imageData)"\s*:/.test(head);
}

/** A file, or a folder of such files beside their photographs. */
export async function isLabelMe(look: Look): Promise<boolean> {
  for (const file of filesEnding(look, /\.json$/i).slice(0, ASKED))
    if (await isLabelMeFile(file)) return true;
  return false;
}
