/** What a classifier went by, on a few photographs: which of them are shown, and their section of the report. */
import { count, counted } from '../../src/counted.js';
import type { Block, Picture, Section } from '../../src/reports/document.js';
import type { ClassificationAnalysis } from '../analysis/classification.js';
import type { ClassificationInput } from '../classification.js';

/** A photograph with the class that it has and the first guess. */
export interface Example {
  readonly image: string;
  readonly truth: string;
  readonly guess: string;
  /** Of the guess, 0..1. */
  readonly score: number;
}

export interface Examples {
  readonly right: readonly Example[];
  readonly wrong: readonly Example[];
}

/** Maps of evidence, drawn, and what channels of the network see. */
export interface Evidence {
  /** Right guesses: the evidence for the class. */
  readonly right: readonly Picture[];
  /** Wrong ones: the evidence for the guess, then for the class, where the model has it. */
  readonly wrong: readonly Picture[];
  /** Of an early and of a later layer. */
  readonly sheets: readonly [Sheet, Sheet];
  /** Photographs that were chosen and could not be read. */
  readonly unread: number;
}

/** The maps of a layer's channels. */
export interface Sheet {
  readonly layer: string;
  /** `data:` URI. */
  readonly uri: string;
  readonly width: number;
  readonly height: number;
  /** The name of its photograph. */
  readonly image: string;
}

/** Of right ones, and of wrong ones: as many as a page has in a row. */
const MOST_EXAMPLES = 4;

/** The most confident guesses, right and wrong, at most one of each class. Guesses without scores give none. */
export function chooseExamples({ truth, predictions }: ClassificationInput): Examples {
  const labels = new Map(truth.map(({ image, class: label }) => [image, label]));
  const confident = predictions
    .flatMap(({ image, classes: [guess], score }): Example[] => {
      const label = labels.get(image);
      return label === undefined || guess === undefined || score === undefined
        ? []
        : [{ image, truth: label, guess, score }];
    })
    .sort((a, b) => b.score - a.score);
  const first = (examples: readonly Example[]) => {
    const seen = new Set<string>();
    return examples.filter(({ truth }) => !seen.has(truth) && seen.add(truth)).slice(0, MOST_EXAMPLES);
  };
  return {
    right: first(confident.filter(({ truth, guess }) => truth === guess)),
    wrong: first(confident.filter(({ truth, guess }) => truth !== guess)),
  };
}

export function evidenceSection(
  { right, wrong, sheets, unread }: Evidence,
  { guesses }: Pick<ClassificationAnalysis, 'guesses'>,
): Section {
  const all = { right: 0, wrong: 0 };
  for (const { truth, guess, count: n } of guesses) all[truth === guess ? 'right' : 'wrong'] += n;
  const blocks: Block[] = [
    {
      kind: 'text',
      text:
        'Class activation maps of the centre crop: light where the last map speaks for the class. A map’s mean plus a bias is exactly the class’s score before softmax. The most confident guesses, at most one of each class.' +
        (unread > 0 ? ` ${counted(unread, 'photograph')} could not be read and are left out.` : ''),
    },
  ];
  if (right.length > 0) {
    const note = `the highest scores of ${counted(all.right, 'image')}`;
    blocks.push({ kind: 'pictures', title: 'Right', note, pictures: right });
  }
  if (wrong.length > 0) {
    const note = `the highest scores of ${counted(all.wrong, 'image')}; evidence for the guess, then for the class`;
    blocks.push({ kind: 'pictures', title: 'Wrong', note, pictures: wrong });
  }
  blocks.push({ kind: 'pair', blocks: [sheetChart(sheets[0]), sheetChart(sheets[1])] });
  return { id: 'evidence', title: 'What the network sees', blocks };
}

function sheetChart({ layer, uri, width, height, image }: Sheet): Block {
  return {
    kind: 'chart',
    title: `${layer} on ${image}: its channels, numbered, the strongest first`,
    alt: `What the channels of ${layer} see of ${image}, light where their values are high; ${count(width)} by ${count(height)} pixels.`,
    draw: () =>
      `<svg class="plot" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}"><image href="${uri}" width="${width}" height="${height}"/></svg>`,
  };
}
