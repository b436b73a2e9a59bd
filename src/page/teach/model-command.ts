/** The command that looks with a model's file. */

/** @param path whose form tells the shell: that of Windows knows double quotes alone */
export function commandFor(path: string): string {
  const quote = path.startsWith('/') ? `'${path.replaceAll("'", `'\\''`)}'` : `"${path}"`;
  return `npx googlenet-rcnn detect photo.jpg --model ${/^[\w./:\\-]+$/.test(path) ? path : quote}`;
}
