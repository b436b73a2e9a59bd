/** What a click brings a moment later: the network looks at its place as well. */
import type { Point } from '../../teach/messages.js';
import type { Editor } from './editor.js';
import type { TeachServer } from './teach-server.js';

/** Until then nobody has read the box that came first, and a better one may take its place. Milliseconds. */
const AT_ONCE = 400;

/** @returns whether the click still waits for its name, now with more to choose from */
export async function lookAround(server: TeachServer, editor: Editor, point: Point): Promise<boolean> {
  const clicked = performance.now();
  const boxes = await server.around(editor.name, point);
  return editor.more(point, boxes, { replace: performance.now() - clicked < AT_ONCE });
}
