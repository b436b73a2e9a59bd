import type { LoadDetectorOptions } from '../../detection/load-detector.js';
import { METHODS, type Method, methodUses } from '../../proposals/methods.js';
import { isFile } from '../datasets/text.js';
import { RcnnError } from '../errors.js';

/** The way to find boxes that `--proposals` names; undefined where it names a file of them. */
export function methodOf(proposals: string): Method | undefined {
  return METHODS.find((one) => one === proposals);
}

/** Where a detector looks, as `--proposals` says. @throws RcnnError `bad-option`; `bad-dataset` for a wrong file */
export async function detectorProposals(
  proposals: string,
): Promise<NonNullable<LoadDetectorOptions['proposals']>> {
  const method = methodOf(proposals);
  if (method) return method;
  if (await isFile(proposals)) {
    // Loaded when it is needed: schemas take longer to load than small results to judge.
    const { FileProposals } = await import('../../proposals/file-proposals.js');
    const { readNdjsonProposals } = await import('../datasets/ndjson/proposals.js');
    return new FileProposals(await readNdjsonProposals(proposals));
  }
  throw new RcnnError(
    'bad-option',
    `Expected --proposals to be ${METHODS.join(', ')} or a file that \`propose --json\` wrote, but there is no file ${proposals}.`,
  );
}

/**
 * @param multibox the head that was asked for
 * @param proposals a method, or a file; undefined where nothing is proposed
 * @throws RcnnError `bad-option` where the head would have no effect
 */
export function expectMultiBoxUsed(multibox: string | undefined, proposals: string | undefined): void {
  const uses = METHODS.filter((method) => methodUses(method, 'multiBox'));
  if (multibox === undefined || uses.some((method) => method === proposals)) return;
  const came = proposals === undefined ? '' : `, but got ${proposals}`;
  throw new RcnnError(
    'bad-option',
    `Expected --multibox with --proposals ${uses.join(' or ')}, where it proposes${came}.`,
  );
}

/** @throws RcnnError `bad-option` where one of them is given to a model that looks at whole photographs */
export function expectNoProposals(options: {
  readonly proposals?: string | undefined;
  readonly multibox?: string | undefined;
}): void {
  const given = (['proposals', 'multibox'] as const).find((name) => options[name] !== undefined);
  if (given === undefined) return;
  throw new RcnnError(
    'bad-option',
    `Expected --${given} with a detector: whole photographs are looked at here, without proposals.`,
  );
}
