/** Where Look gets the stages of a detection: from a server, or from a worker of the page itself. */
import type { EvidenceAnswer, LookAnswer } from '../../../detection/look-answer.js';
import type { Box } from '../../geometry/box.js';
import type { Handed } from '../texts/by-hand.js';

export interface LookRequest {
  /** Of several models, the one meant. */
  readonly model: string | undefined;
  readonly signal?: AbortSignal;
}

export interface LookSource {
  /** What the invitation says of where photographs go. */
  readonly invitation: Handed;
  explain(photograph: Blob, request: LookRequest): Promise<LookAnswer>;
  evidence(
    photograph: Blob,
    request: LookRequest & { readonly box: Box; readonly class: string },
  ): Promise<EvidenceAnswer>;
}
