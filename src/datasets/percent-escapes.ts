/**
 * A path or a name without the percent escapes of addresses, which tools leave in names of files (Label Studio's
 * `Capture_d%C3%A9cran.txt` of `Capture_décran.png`); what only looks like escapes is kept.
 */
export function withoutEscapes(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
