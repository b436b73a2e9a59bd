import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { liveSessions } from '../../../../../src/engines/onnx/session.js';
import { quantizeModel } from '../../../../../src/training/quantize/quantize-model.js';
import { loadModel } from '../../../../../src/weights/model-file.js';
import { drawScene } from '../../../../support/photographs.js';
import { runInProcess } from '../../../../support/run-in-process.js';
import { writeTinyClassifier } from '../../../../support/tiny-classifier.js';
import { writeTinyDetector } from '../../../../support/tiny-detector.js';
import { writeTinyMultiBox } from '../../../../support/tiny-multibox.js';

const folder = mkdtempSync(join(tmpdir(), 'quantize-'));
const at = (name: string) => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true }));

const quantize = (
  model: string,
  out: string,
  { data = 'photos', more = [] }: { data?: string; more?: string[] } = {},
) => runInProcess('weights', 'quantize', model, '--data', at(data), '--out', at(out), ...more);
/** What a command prints for the first photograph, without its timings. */
async function lineOf(command: 'detect' | 'classify', model: string, ...more: string[]) {
  const { code, out } = await runInProcess(command, at('photos/1.png'), '--model', model, '--json', ...more);
  expect(code).toBe(0);
  const { timings: _, ...line } = JSON.parse(out);
  return line;
}

let detector: string;
let classifier: string;
beforeAll(async () => {
  for (const seed of [1, 2, 3]) await drawScene(at(`photos/${seed}.png`), { seed });
  writeFileSync(at('photos/broken.jpg'), 'no photograph');
  mkdirSync(at('empty'));
  mkdirSync(at('broken'));
  writeFileSync(at('broken/a.jpg'), 'no photograph');
  detector = await writeTinyDetector(folder, 1, { secondLook: true });
  classifier = await writeTinyClassifier(folder, ['n01440764', 'n01443537']);
});

describe('weights quantize', () => {
  it('makes an 8-bit detector, which detect, info and verify take without an option', async () => {
    const { code, err } = await quantize(detector, 'detector8.safetensors');
    expect(code).toBe(0);
    expect(err).toMatch(/broken\.jpg.*It is left out/);
    expect(err).toContain('from the ranges of 3 photographs');
    const { card, weights } = await loadModel(at('detector8.safetensors'));
    const base = await loadModel(detector);
    expect(card).toMatchObject({
      name: 'tiny-8bit',
      head: base.card.head,
      quantized: {
        from: base.card.sha256,
        photographs: 3,
        command: 'weights quantize tiny --data <data> --photographs 50',
      },
    });
    for (const [name, { data }] of base.weights) expect(weights.get(name)!.data).toEqual(data);
    const ranges = [...weights.keys()].filter((name) => name.endsWith('/range'));
    expect(ranges).toContain('data/range');
    expect(ranges).toContain('pool4/3x3_s2/range'); // what regions see
    expect(ranges).toContain('inception_5b/output/range');
    expect((await runInProcess('weights', 'verify', at('detector8.safetensors'))).code).toBe(0);
    const { out } = await runInProcess('weights', 'info', at('detector8.safetensors'));
    expect(out).toMatch(/8 bits +from the ranges of 3 photographs/);
    expect(out).toContain(base.card.sha256);
    const [float, whole] = [
      await lineOf('detect', detector),
      await lineOf('detect', at('detector8.safetensors')),
    ];
    expect(whole.detections.length).toBeGreaterThan(0);
    expect(whole).not.toEqual(float);
  });

  it('measures the values of the detector alone where its card says that MultiBox proposes, too', async () => {
    const joint = await writeTinyDetector(folder, 1, { name: 'joint', secondLook: true, proposals: 'both' });
    expect((await quantize(joint, 'joint8.safetensors')).code).toBe(0);
    const [alone, own] = [
      await loadModel(at('detector8.safetensors')),
      await loadModel(at('joint8.safetensors')),
    ];
    expect([...own.weights.keys()]).toEqual([...alone.weights.keys()]);
    expect(own.card.head).toMatchObject({ proposals: 'both' });
    expect((await runInProcess('weights', 'info', at('joint8.safetensors'))).out).toMatch(/proposals +both/);
  });

  it('makes the same file again', async () => {
    expect((await quantize(detector, 'again.safetensors', { more: ['--json'] })).code).toBe(0);
    expect(readFileSync(at('again.safetensors')).equals(readFileSync(at('detector8.safetensors')))).toBe(
      true,
    );
  });

  it('leaves crops in float when the ranges are those of shared regions', async () => {
    const float = await lineOf('detect', detector, '--regions', 'crops');
    const whole = await lineOf('detect', at('detector8.safetensors'), '--regions', 'crops');
    expect(whole).toEqual(float);
  });

  it('makes an 8-bit classifier near the one in float; other engines run it in float', async () => {
    const { code, out } = await quantize(classifier, 'classifier8.safetensors', {
      more: ['--photographs', '2', '--json'],
    });
    expect({ code, ...JSON.parse(out) }).toMatchObject({ code: 0, photographs: 2 });
    const scoreOf = async (model: string, engine: string) => {
      const { predictions } = await lineOf('classify', model, '--engine', engine);
      return predictions.find((one: { wnid: string }) => one.wnid === 'n01440764').score;
    };
    const whole = at('classifier8.safetensors');
    const float = await scoreOf(classifier, 'onnx');
    expect(await scoreOf(whole, 'onnx')).not.toBe(float);
    expect(Math.abs((await scoreOf(whole, 'onnx')) - float)).toBeLessThan(0.05);
    expect(await scoreOf(whole, 'wasm')).toBe(await scoreOf(classifier, 'wasm'));
  });

  it('is what weights export --format onnx writes', async () => {
    for (const [model, written] of [
      [classifier, false],
      [at('classifier8.safetensors'), true],
      [at('detector8.safetensors'), true],
    ] as const) {
      const exported = ['weights', 'export', model, '--format', 'onnx', '--out', at('out.onnx')];
      expect((await runInProcess(...exported)).code).toBe(0);
      expect(readFileSync(at('out.onnx')).includes('QuantizeLinear')).toBe(written);
      expect((await runInProcess(...exported, '--float')).code).toBe(0);
      expect(readFileSync(at('out.onnx')).includes('QuantizeLinear')).toBe(false);
    }
  });

  it('is left out by weights export --float: the arrays and the name of the model in float', async () => {
    const exported = async (model: string, ...more: string[]) => {
      const out = at('exported.safetensors');
      const args = ['weights', 'export', model, '--format', 'safetensors', '--out', out, ...more];
      expect((await runInProcess(...args)).code).toBe(0);
      return loadModel(out);
    };
    const float = await exported(at('detector8.safetensors'), '--float');
    const base = await exported(detector);
    expect([...float.weights]).toEqual([...base.weights]);
    expect(float.card).toMatchObject({ name: base.card.name });
    expect(float.card).not.toHaveProperty('quantized');
    expect(float.card).not.toHaveProperty('metrics');
  });

  it.each([
    ['an empty folder', { data: 'empty' }, 'found none'],
    ['a folder of broken photographs', { data: 'broken' }, 'none of 1 can be read'],
    ['no photographs', { more: ['--photographs', '0'] }, 'photographs'],
    ['a split of a folder that is no data set', { more: ['--split', 'train'] }, 'Expected a data set'],
  ])('refuses %s', async (_, given, message) => {
    const { code, err } = await quantize(detector, 'refused.safetensors', given);
    expect(code).toBeGreaterThan(0);
    expect(err).toContain(message);
    expect(existsSync(at('refused.safetensors'))).toBe(false);
  });

  it('measures the ranges of a model in 8 bits anew, in float', async () => {
    expect((await quantize(at('detector8.safetensors'), 'anew.safetensors')).code).toBe(0);
    const [first, anew] = await Promise.all(
      ['detector8.safetensors', 'anew.safetensors'].map((name) => loadModel(at(name))),
    );
    expect(anew!.card.name).toBe('tiny-8bit');
    expect(anew!.card.quantized!.from).toBe(first!.card.quantized!.from);
    expect([...anew!.weights]).toEqual([...first!.weights]);
  });

  it('refuses a MultiBox head', async () => {
    const { code, err } = await quantize(await writeTinyMultiBox(folder, detector), 'refused.safetensors');
    expect(code).toBe(2);
    expect(err).toContain('is a MultiBox head');
  });

  it('stops between two photographs, writes nothing and keeps no network', async () => {
    const stop = new AbortController();
    const done: number[] = [];
    const stopped = quantizeModel(await loadModel(classifier), {
      ...{ files: [1, 2, 3].map((n) => at(`photos/${n}.png`)), photographs: 3, command: 'test' },
      out: at('stopped.safetensors'),
      signal: stop.signal,
      onProgress: (progress) => {
        done.push(progress.done);
        stop.abort();
      },
    });
    await expect(stopped).rejects.toMatchObject({ code: 'aborted' });
    expect(done).toEqual([1]);
    expect(existsSync(at('stopped.safetensors'))).toBe(false);
    await new Promise((resolve) => setTimeout(resolve));
    expect(liveSessions()).toBe(0);
  });
});
