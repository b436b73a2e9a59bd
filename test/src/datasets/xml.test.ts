import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseXml, readXml } from '../../../src/datasets/xml.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'xml-'));
});
afterAll(() => rm(folder, { recursive: true }));

const text = (content: string) => parseXml(`<a>${content}</a>`, 'a.xml').text;

describe('references and sections', () => {
  it.each([
    ['a decimal reference', '&#29483;', '猫'],
    ['a hexadecimal reference', '&#x732B;', '猫'],
    ['a reference beyond 16 bits', '&#x1F408;', '🐈'],
    ['the five entities', '&amp;&lt;&gt;&quot;&apos;', `&<>"'`],
    ['a reference is resolved once', '&amp;#65;', '&#65;'],
    ['a section is taken as it is', '<![CDATA[&#65; <b>]]>', '&#65; <b>'],
    ['a comment is no text', 'salt <!-- &x; -->&amp; pepper', 'salt & pepper'],
    ['blanks at the ends are none of the name', '\n\t cat \r\n', 'cat'],
  ])('%s', (_, content, expected) => expect(text(content)).toBe(expected));

  it.each([
    ['an undefined entity', 'x\n&nbsp;', 'a.xml:2: expected XML'],
    ['a character that XML forbids, by reference', '&#27;', 'a.xml:1: expected XML'],
    ['a character that XML forbids, raw', '\u001b', 'a.xml:1: expected XML'],
    ['a lone ampersand', 'salt & pepper', 'a.xml:1: expected XML'],
    ['an element that is left open', '<b>', 'a.xml:1: expected XML'],
    ['more levels than any annotation has', '<b>'.repeat(40), 'at most 32 levels'],
  ])('refuses %s', (_, content, message) => expect(() => text(content)).toThrow(message));

  it('keeps its messages short, whatever a document quotes', () => {
    const long = () => text(`&${'x'.repeat(100_000)};`);
    expect(long).toThrow(/^.{20,300}$/);
  });

  it('takes an entity declaration in a comment for what it is', () => {
    expect(text('<!-- <!ENTITY a "b"> -->cat')).toBe('cat');
  });
});

describe('encodings', () => {
  const gbk = Buffer.concat([
    Buffer.from('<?xml version="1.0" encoding="gbk"?><a>'),
    Buffer.from([0xc3, 0xa8]),
    Buffer.from('</a>'),
  ]);
  const declared = (encoding: string, content: string) =>
    `<?xml version='1.0' encoding='${encoding}'?><a>${content}</a>`;

  it.each([
    ['the one that is declared', gbk, '猫'],
    ['Latin-1 by declaration', Buffer.from(declared('ISO-8859-1', 'ca\u00ef'), 'latin1'), 'ca\u00ef'],
    ['UTF-8 without declaration', Buffer.from('<a>猫</a>'), '猫'],
    ['UTF-8 with byte order mark', Buffer.from('\ufeff<a>猫</a>'), '猫'],
    ['UTF-16, little end first', Buffer.from(`\ufeff${declared('UTF-16', '猫')}`, 'utf16le'), '猫'],
    ['UTF-16, big end first', Buffer.from('\ufeff<a>猫</a>', 'utf16le').swap16(), '猫'],
    ['UTF-16 without byte order mark', Buffer.from(declared('UTF-16', '猫'), 'utf16le'), '猫'],
  ])('%s', async (_, bytes, expected) => {
    const file = join(folder, 'a.xml');
    await writeFile(file, bytes);
    expect((await readXml(file)).text).toBe(expected);
  });

  it.each([
    [
      'one that nobody knows',
      declared('klingon', 'x'),
      'b.xml:1: expected an encoding that is known here, but the XML declares klingon',
    ],
    ['UTF-16 that is none', declared('UTF-16', 'x'), 'expected UTF-16 as the XML declares'],
    [
      'bytes that are not of it',
      Buffer.concat([Buffer.from(declared('gbk', '')), Buffer.from([0xff])]),
      'expected the encoding gbk',
    ],
    ['Latin-1 without declaration', Buffer.from('<a>\nca\u00ef</a>', 'latin1'), 'b.xml:2: expected UTF-8'],
  ])('refuses %s', async (_, bytes, message) => {
    const file = join(folder, 'b.xml');
    await writeFile(file, bytes);
    await expect(readXml(file)).rejects.toThrow(message);
  });
});
