/** What a model may be for. */
export type ModelTask = 'classifier' | 'detector' | 'multibox';

/** The models that are known by name, and what each is for. */
const modelTasks = {
  voc: 'detector',
  multibox: 'multibox',
  bvlc: 'classifier',
} as const satisfies Readonly<Record<string, ModelTask>>;

export type ModelName = keyof typeof modelTasks;

/** Names of all models, or of one task's. */
export function namesFor(task?: ModelTask): readonly string[] {
  return Object.entries(modelTasks)
    .filter(([, own]) => task === undefined || own === task)
    .map(([name]) => name);
}
