/**
 * SHA-256 in hex, of texts as UTF-8. Browsers have it on pages that came by https or from this machine: undefined on
 * others.
 */
export const sha256 = globalThis.crypto?.subtle ? digest : undefined;

async function digest(parts: Iterable<string | Uint8Array>): Promise<string> {
  const bytes = await new Blob([...parts] as BlobPart[]).arrayBuffer();
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
