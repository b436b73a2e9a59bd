/**
 * Renders a small data set to train on: three kinds of objects, drawn at all sizes, colours and angles over the photographs
 * of examples/images, partly hidden, blurred and noisy as photographs are. Labels are YOLO's, as labelling tools write
 * them. The same seed gives the same pictures.
 *
 *   npx tsx examples/own-objects.ts my-labels 40       # 40 photographs to learn from, as many to measure on
 *   npx googlenet-rcnn train detector --data my-labels
 */
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';

process.on('uncaughtException', ({ message }) => {
  console.error(message); // without the stack
  process.exit(1);
});

const [root = 'my-labels', count = '40', seed = '1'] = process.argv.slice(2);
if (!(Number(count) >= 1 && Number.isInteger(Number(seed))))
  throw new Error('Usage: npx tsx examples/own-objects.ts [FOLDER] [PHOTOGRAPHS] [SEED]');

const SIZE = { width: 500, height: 375 };
const CLASSES = ['die', 'mug', 'sign'];

/** Park and Miller's generator: numbers in [0, 1). */
let state = Number(seed) * 7919 + 1;
function random(from = 0, to = 1): number {
  state = (state * 48271) % 2147483647;
  return from + ((to - from) * state) / 2147483647;
}
function pick<T>(list: readonly T[]): T {
  return list[Math.floor(random(0, list.length))]!;
}

/** Of about 100 units, its middle at 0. The light comes from one side, the other is in the shade. */
const drawings = [die, mug, sign];

function shaded(hue: number, saturation: number, lightness: number): string {
  const stop = (at: number, light: number) =>
    `<stop offset="${at}" stop-color="hsl(${hue} ${saturation}% ${light}%)"/>`;
  return `<linearGradient id="g" x2="1" y2="0.3">${stop(0, lightness + 14)}${stop(1, lightness - 16)}</linearGradient>`;
}

/** Where the eyes of each face lie. */
const dots: Record<number, [number, number][]> = {
  1: [[0, 0]],
  2: [
    [-22, -22],
    [22, 22],
  ],
  3: [
    [-24, -24],
    [0, 0],
    [24, 24],
  ],
  4: [
    [-22, -22],
    [22, -22],
    [-22, 22],
    [22, 22],
  ],
  5: [
    [-24, -24],
    [24, -24],
    [0, 0],
    [-24, 24],
    [24, 24],
  ],
  6: [
    [-22, -26],
    [-22, 0],
    [-22, 26],
    [22, -26],
    [22, 0],
    [22, 26],
  ],
};

function die(): string {
  const light = random(55, 85);
  const ink = light > 70 ? '#222' : '#f4f4f4';
  const face = pick([1, 2, 3, 4, 5, 6]);
  const side = `<path d="M44 -40 L62 -56 V32 L44 46 Z" fill="url(#g)" opacity="0.75"/><path d="M-40 -44 L-24 -60 H62 L44 -44 Z" fill="url(#g)"/>`;
  const circles = dots[face]!.map(([x, y]) => `<circle cx="${x}" cy="${y}" r="9" fill="${ink}"/>`);
  return `<defs>${shaded(random(0, 360), random(5, 70), light)}</defs>${side}<rect x="-46" y="-46" width="92" height="92" rx="14" fill="url(#g)"/>${circles.join('')}`;
}

function mug(): string {
  const fill = shaded(random(0, 360), random(10, 85), random(30, 70));
  const stripe =
    random() < 0.5
      ? `<rect x="-36" y="${random(-30, 20)}" width="72" height="${random(6, 18)}" fill="#fff" opacity="0.6"/>`
      : '';
  return (
    `<defs>${fill}</defs><path d="M34 -22 C72 -26 72 28 34 24" fill="none" stroke="url(#g)" stroke-width="11"/>` +
    `<path d="M-38 -44 V38 Q-38 52 0 52 Q38 52 38 38 V-44 Z" fill="url(#g)"/>${stripe}` +
    `<ellipse cy="-44" rx="38" ry="12" fill="url(#g)"/><ellipse cy="-44" rx="31" ry="8.5" fill="#2b1a10" opacity="0.85"/>`
  );
}

function sign(): string {
  const hue = pick([0, 0, 45, 215]);
  const corners = hue === 45 ? 'M0 -52 L50 40 H-50 Z' : 'M-21 -50 H21 L50 -21 V21 L21 50 H-21 L-50 21 V-21 Z';
  const words = pick(['STOP', '30', '50', '!', 'P']);
  const size = words.length > 2 ? 26 : 44;
  return (
    `<defs>${shaded(hue, 80, 48)}</defs><rect x="-4" y="30" width="8" height="60" fill="#777"/>` +
    `<path d="${corners}" fill="#f3f3f0"/><path d="${corners}" fill="url(#g)" transform="scale(0.9)"/>` +
    `<text y="${hue === 45 ? 28 : size / 3}" font-size="${size}" font-weight="bold" text-anchor="middle" fill="#fff" font-family="DejaVu Sans, sans-serif">${words}</text>`
  );
}

interface Placed {
  readonly kind: number;
  readonly layer: Buffer;
  /** Left, top, right, bottom in pixels: where the layer is not transparent. */
  readonly box: readonly [number, number, number, number];
}

async function place(kind: number): Promise<Placed | undefined> {
  const scale = random(0.45, 1.9);
  const lean = random(-0.25, 0.25);
  const middle = `${random(40, SIZE.width - 40)} ${random(40, SIZE.height - 40)}`;
  const turn = `rotate(${random(-25, 25)}) skewX(${40 * lean}) scale(${scale * random(0.8, 1.1)} ${scale})`;
  const bars =
    random() < 0.3
      ? `<rect x="${random(-60, 40)}" y="-90" width="${random(8, 26)}" height="190" fill="#000"/>`
      : '';
  const mask = `<mask id="m"><rect x="-200" y="-200" width="400" height="400" fill="#fff"/>${bars}</mask>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${SIZE.width}" height="${SIZE.height}"><g transform="translate(${middle}) ${turn}"><defs>${mask}</defs><g mask="url(#m)">${drawings[kind]!()}</g></g></svg>`;
  const layer = await sharp(Buffer.from(svg)).png().toBuffer();
  const alpha = await sharp(layer).extractChannel('alpha').raw().toBuffer();
  let [left, top, right, bottom] = [SIZE.width, SIZE.height, 0, 0];
  for (const [i, value] of alpha.entries()) {
    if (value < 128) continue;
    const [x, y] = [i % SIZE.width, Math.floor(i / SIZE.width)];
    [left, top, right, bottom] = [
      Math.min(left, x),
      Math.min(top, y),
      Math.max(right, x + 1),
      Math.max(bottom, y + 1),
    ];
  }
  return right - left < 16 || bottom - top < 16
    ? undefined
    : { kind, layer, box: [left, top, right, bottom] };
}

function overlaps([a, b, c, d]: Placed['box'], [e, f, g, h]: Placed['box']): boolean {
  return Math.min(c, g) > Math.max(a, e) && Math.min(d, h) > Math.max(b, f);
}

async function background(photographs: readonly string[]): Promise<Buffer> {
  const photograph = sharp(pick(photographs)).toColourspace('srgb').removeAlpha();
  const { width, height } = await photograph.metadata();
  const side = random(0.5, 1) * Math.min(width / 4, height / 3);
  const [w, h] = [Math.floor(4 * side), Math.floor(3 * side)];
  const at = { left: Math.floor(random(0, width - w)), top: Math.floor(random(0, height - h)) };
  const part = photograph.extract({ ...at, width: w, height: h }).resize(SIZE.width, SIZE.height);
  return (random() < 0.5 ? part.flop() : part).png().toBuffer();
}

/** One photograph and its label file. */
async function render(name: string, split: string, photographs: readonly string[]): Promise<void> {
  const objects: Placed[] = [];
  const wanted = pick([0, 1, 1, 1, 2, 2, 3]);
  for (let tries = 0; objects.length < wanted && tries < 12; tries++) {
    const one = await place(Math.floor(random(0, CLASSES.length)));
    if (one && !objects.some(({ box }) => overlaps(box, one.box))) objects.push(one);
  }
  const layers = objects.map(({ layer }) => ({ input: layer }));
  const whole = await sharp(await background(photographs))
    .composite(layers)
    .png()
    .toBuffer();
  const noise = { type: 'gaussian' as const, mean: 128, sigma: random(3, 14) };
  const grain = await sharp({ create: { ...SIZE, channels: 3, background: '#808080', noise } })
    .png()
    .toBuffer();
  const light = { brightness: random(0.7, 1.25), saturation: random(0.6, 1.2) };
  await sharp(whole)
    .composite([{ input: grain, blend: 'soft-light' }])
    .modulate(light)
    .blur(random(0.3, 1.3))
    .jpeg({ quality: Math.round(random(60, 92)) })
    .toFile(join(root, 'images', split, `${name}.jpg`));
  const lines = objects.map(({ kind, box: [left, top, right, bottom] }) => {
    const [x, y] = [(left + right) / 2 / SIZE.width, (top + bottom) / 2 / SIZE.height];
    return [kind, x, y, (right - left) / SIZE.width, (bottom - top) / SIZE.height].join(' ');
  });
  await writeFile(join(root, 'labels', split, `${name}.txt`), lines.map((text) => `${text}\n`).join(''));
}

const images = fileURLToPath(new URL('images', import.meta.url));
const photographs = (await readdir(images))
  .filter((name) => /\.(jpe?g|png)$/.test(name))
  .map((name) => join(images, name));
for (const split of ['train', 'val']) {
  for (const folder of ['images', 'labels']) await mkdir(join(root, folder, split), { recursive: true });
  for (let i = 1; i <= Number(count); i++)
    await render(`${split}-${String(i).padStart(3, '0')}`, split, photographs);
}
const names = CLASSES.map((name, index) => `  ${index}: ${name}\n`).join('');
await writeFile(join(root, 'data.yaml'), `path: .\ntrain: images/train\nval: images/val\nnames:\n${names}`);
console.log(
  `${root}: ${count} photographs to learn from and ${count} to measure on, with labels of ${CLASSES.join(', ')}.`,
);
