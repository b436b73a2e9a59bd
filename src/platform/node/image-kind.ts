/** The kind of a file by its first bytes: its name may be wrong. */

const ascii = (text: string) => [...text].map((letter) => letter.charCodeAt(0));

/** First bytes of the formats that are decoded; undefined is any byte. */
const SIGNATURES: readonly (readonly (number | undefined)[])[] = [
  [0xff, 0xd8], // JPEG: cameras write stray bytes before the next marker
  [0x89, ...ascii('PNG')],
  ascii('GIF8'),
  [...ascii('RIFF'), undefined, undefined, undefined, undefined, ...ascii('WEBP')],
  [...ascii('II'), 42, 0], // TIFF, in the order of Intel and of Motorola
  [...ascii('MM'), 0, 42],
  [...ascii('II'), 43, 0], // BigTIFF
  [...ascii('MM'), 0, 43],
];

/** Brands of AVIF's container, for one picture and for several. */
const AVIF_BRANDS = ['avif', 'avis', 'mif1', 'msf1'];

/** Whether the bytes begin as a format that is decoded here; libvips is not asked about others. */
export function isPhotograph(bytes: Uint8Array): boolean {
  const known = SIGNATURES.some((signature) =>
    signature.every((byte, i) => byte === undefined || bytes[i] === byte),
  );
  return known || (textOf(bytes, 4, 8) === 'ftyp' && AVIF_BRANDS.includes(textOf(bytes, 8, 12)));
}

/** How what may come before an SVG's root begins and ends: a declaration, comments, a document type. */
const BEFORE_ROOT = [
  ['<?', '?>'],
  ['<!--', '-->'],
  ['<!', '>'],
] as const;
const ROOT_WITHIN = 2 ** 16;
const BYTE_ORDER_MARK = /^(\xef\xbb\xbf|\xff\xfe|\xfe\xff)/;

/** Whether the root is an SVG's: text that only mentions one is none. */
export function isVector(bytes: Uint8Array): boolean {
  const head = textOf(bytes, 0, ROOT_WITHIN).replaceAll('\0', ''); // UTF-16 has every second byte 0
  let rest = head.replace(BYTE_ORDER_MARK, '').trimStart();
  for (;;) {
    const end = BEFORE_ROOT.find(([begin]) => rest.startsWith(begin))?.[1];
    if (end === undefined) return /^<(\w+:)?svg[\s>/]/i.test(rest);
    // A document type with declarations of its own ends after them.
    const inner = /^<!DOCTYPE[^>[]*\[/i.test(rest) ? rest.indexOf(']') : 0;
    const at = rest.indexOf(end, Math.max(0, inner));
    if (at < 0) return false;
    rest = rest.slice(at + end.length).trimStart();
  }
}

export function isWebp(bytes: Uint8Array): boolean {
  return textOf(bytes, 0, 4) === 'RIFF' && textOf(bytes, 8, 12) === 'WEBP';
}

function textOf(bytes: Uint8Array, from: number, to: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1', from, to);
}
