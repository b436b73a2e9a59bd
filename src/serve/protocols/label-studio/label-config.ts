/** The names in a labelling interface that answers must carry. */
import { childrenOf, parseXml, type XmlElement } from '../../../datasets/xml.js';
import { HttpError } from '../../http-error.js';

export interface Controls {
  /** Of the RectangleLabels. */
  readonly fromName: string;
  /** Of the Image that they belong to. */
  readonly toName: string;
  /** The member of a task's data that names the photograph. */
  readonly value: string;
  /** Labels of the interface; empty when it lists none. */
  readonly labels: readonly string[];
}

/** @throws HttpError 400 when the interface has no RectangleLabels on an Image */
export function controlsOf(config: string): Controls {
  const root = parse(config);
  const rectangles = find(root, 'RectangleLabels');
  const image = find(
    root,
    'Image',
    (element) => element.attributes['name'] === rectangles?.attributes['toName'],
  );
  if (!rectangles?.attributes['name'] || !image) {
    throw new HttpError(
      400,
      'bad-option',
      'Expected the labelling interface to have RectangleLabels on an Image.',
    );
  }
  return {
    fromName: rectangles.attributes['name'],
    toName: image.attributes['name']!,
    value: (image.attributes['value'] ?? '$image').replace(/^\$/, ''),
    labels: childrenOf(rectangles, 'Label').flatMap(({ attributes }) => attributes['value'] ?? []),
  };
}

function parse(config: string): XmlElement {
  try {
    return parseXml(config, 'label_config');
  } catch (error) {
    throw new HttpError(400, 'bad-option', (error as Error).message);
  }
}

function find(
  element: XmlElement,
  name: string,
  fits: (element: XmlElement) => boolean = () => true,
): XmlElement | undefined {
  if (element.name === name && fits(element)) return element;
  for (const child of element.children) {
    const found = find(child, name, fits);
    if (found) return found;
  }
  return undefined;
}
