/** VOC's names of classes, and COCO's for the same things: clients of other servers know these. */
const COCO_NAMES: Readonly<Record<string, string>> = {
  aeroplane: 'airplane',
  diningtable: 'dining table',
  motorbike: 'motorcycle',
  pottedplant: 'potted plant',
  sofa: 'couch',
  tvmonitor: 'tv',
};

export const LABEL_SETS = ['own', 'coco'] as const;
export type LabelSet = (typeof LABEL_SETS)[number];

/** The name of a class in answers. Classes that COCO does not have keep their own. */
export function labelFor(name: string, labels: LabelSet): string {
  return labels === 'coco' ? (COCO_NAMES[name] ?? name) : name;
}
