import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type Compared, changeText, formerCard } from '../../../../src/cli/training/former-detector.js';

const card = (
  mAP: number | undefined,
  measuredOn: string | undefined = 'a',
  ...names: string[]
): Compared => ({
  classes: (names.length > 0 ? names : ['cup', 'pen']).map((name) => ({ name })),
  training: { command: 'train detector --data <data> --seed 1', data: '30 photographs' },
  ...(measuredOn !== '' && { measuredOn }),
  ...(mAP !== undefined && { metrics: { mAP } }),
});
const change = 'mAP on held-out photographs: 40.0 % before, 42.5 % now (+2.5 points).';

it.each<[string, Compared | undefined, Compared, string | undefined]>([
  ['the same photographs', card(0.4), card(0.425), change],
  ['less', card(0.4), card(0.389), change.replace('42.5', '38.9').replace('+2.5', '-1.1')],
  [
    'other photographs',
    card(0.4, 'b'),
    card(0.425),
    `${change} Other photographs, 30 photographs, were held out then, which alone can move it by several points.`,
  ],
  [
    'a card that does not say on which',
    card(0.4, ''),
    card(0.425),
    `${change} Whether the same photographs were held out then is not known; others alone can move it by several points.`,
  ],
  ['other classes', card(0.4, 'a', 'cup'), card(0.425), `${change} The classes are not the same.`],
  ['classes in another order', card(0.4, 'a', 'pen', 'cup'), card(0.425), change],
  ['no detector before', undefined, card(0.4), undefined],
  ['too few photographs to say before', card(undefined), card(0.4), undefined],
  ['too few photographs to say now', card(0.4), card(undefined), undefined],
])('%s', (_, former, now, expected) => expect(changeText(former, now)).toBe(expected));

it('a place without a detector has no former one', async () => {
  expect(await formerCard(join(tmpdir(), 'absent.safetensors'))).toBeUndefined();
});
