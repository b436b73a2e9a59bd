import { badDataset } from './problem.js';
import { decodeText } from './text.js';

/** The declaration must end within these. */
const DECLARATION_BYTES = 256;

const DECLARED = /^<\?xml[^>]*?\sencoding\s*=\s*(["'])([A-Za-z][\w.-]*)\1/;

/**
 * The text of an XML document, with its encoding found as the standard says: a byte order mark, the zero bytes of
 * UTF-16, or the name in its declaration; UTF-8 without any of them.
 * @throws RcnnError `bad-dataset` for an unknown encoding, or bytes that are not of it
 */
export function decodeXml(bytes: Uint8Array, file: string): string {
  const utf16 = utf16Of(bytes);
  const declared = utf16 ?? declaredEncoding(bytes);
  if (declared === undefined || /^utf-?8$/i.test(declared)) return decodeText(bytes, file);
  if (utf16 === undefined && /^(utf-?16|ucs-?2)/i.test(declared)) {
    const message = `expected UTF-16 as the XML declares, but its bytes are not: declare what it is, e.g. encoding="UTF-8".`;
    throw badDataset({ kind: 'malformed', file, line: 1, message });
  }
  const decoder = decoderFor(declared, file);
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    const message = `expected the encoding ${declared} that the XML declares, but the bytes are not of it.`;
    throw badDataset({ kind: 'malformed', file, message }, cause);
  }
}

function utf16Of([first, second]: Uint8Array): string | undefined {
  const pair = ((first ?? 0) << 8) | (second ?? 0);
  if (pair === 0xfffe || pair === 0x3c00) return 'utf-16le';
  if (pair === 0xfeff || pair === 0x003c) return 'utf-16be';
  return undefined;
}

function declaredEncoding(bytes: Uint8Array): string | undefined {
  const start = Buffer.from(bytes.subarray(0, DECLARATION_BYTES)).toString('latin1');
  // A byte order mark says UTF-8, whatever else is declared.
  return start.startsWith('\xef\xbb\xbf') ? undefined : DECLARED.exec(start)?.[2];
}

function decoderFor(encoding: string, file: string) {
  try {
    // As in the WHATWG's standard; Node's own decoder of GBK drops invalid bytes.
    const decoded = /^(gbk|gb_?2312|x-gbk)/i.test(encoding) ? 'gb18030' : encoding;
    return new TextDecoder(decoded, { fatal: true });
  } catch (cause) {
    const message = `expected an encoding that is known here, but the XML declares ${encoding}. Convert the file to UTF-8.`;
    throw badDataset({ kind: 'malformed', file, line: 1, message }, cause);
  }
}
