/** What a model may be for. */
export type ModelTask = 'classifier' | 'detector' | 'multibox';

/** The models that are known by name, and what each is for. */
const modelTasks = {
  voc: 'detector',
  multibox: 'multibox',
  bvlc: 'classifier',
} as const satisfies Readonly<Record<string, ModelTask>>;

/** What has to be done before a model that does not ship is there. */
const fetched = { bvlc: 'weights fetch bvlc' } as const satisfies Partial<
  Record<keyof typeof modelTasks, string>
>;

export type ModelName = keyof typeof modelTasks;

/** Names of all models, or of one task's. */
export function namesFor(task?: ModelTask): readonly string[] {
  return Object.entries(modelTasks)
    .filter(([, own]) => task === undefined || own === task)
    .map(([name]) => name);
}

/** The same in words, with the command that some need first. */
export function knownModels(task?: ModelTask): string {
  const shown = (name: string) =>
    name in fetched ? `${name} (after \`googlenet-rcnn ${fetched[name as keyof typeof fetched]}\`)` : name;
  return namesFor(task).map(shown).join(', ');
}
