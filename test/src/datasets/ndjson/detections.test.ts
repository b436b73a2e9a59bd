import { describe, expect, it } from 'vitest';
import { detectionLine, shortScore } from '../../../../src/datasets/ndjson/detections.js';

describe('the line of detections', () => {
  it('keeps any two scores apart that float32 keeps apart', () => {
    const bits = new Int32Array(Float32Array.of(0.3).buffer);
    const next = new Float32Array(Int32Array.of(bits[0]! + 1).buffer)[0]!;
    const [score, above] = [Math.fround(0.3), next].map((value) => shortScore(value!));
    expect(score).toBe(0.300000012);
    expect(above).toBeGreaterThan(score!);
    expect(Math.fround(above!)).toBe(next);
  });

  it('leaves scores of more digits, of other programs, as they are', () => {
    expect(shortScore(0.123456789012345)).toBe(0.123456789012345);
  });

  it('says what is part of the contract and nothing else, in one order', () => {
    const box = { x1: 1, y1: 2, x2: 3, y2: 4 };
    const found = { class: 'cat', classIndex: 7, score: 0.5, box };
    const line = detectionLine('a.jpg', { width: 10, height: 20, detections: [found] }, { total: 3 });
    expect(JSON.stringify(line)).toBe(
      '{"image":"a.jpg","width":10,"height":20,"detections":[{"class":"cat","score":0.5,"box":{"x1":1,"y1":2,"x2":3,"y2":4}}],"timings":{"total":3}}',
    );
  });
});
