import { expect, it } from 'vitest';
import { expectTask } from '../../../src/weights/expect-task.js';
import type { ModelCard } from '../../../src/weights/model-card.js';

it.each([
  ['classifier', 'a classifier'],
  ['detector', 'a detector'],
  ['multibox', 'a MultiBox head'],
] as const)('passes a %s, and refuses another model by its file', (task, name) => {
  const model = (own: ModelCard['task']) => ({ card: { task: own } as ModelCard, path: 'm.safetensors' });
  expect(() => expectTask(model(task), task)).not.toThrow();
  const other = task === 'detector' ? 'classifier' : 'detector';
  expect(() => expectTask(model(other), task)).toThrow(
    `Expected m.safetensors to be ${name}, but it is a ${other}.`,
  );
});
