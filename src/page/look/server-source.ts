import type { EvidenceAnswer, LookAnswer } from '../../../detection/look-answer.js';
import { sendPhotograph } from '../api.js';
import type { LookRequest, LookSource } from './look-source.js';

/** The server that the page came from. */
export const serverSource: LookSource = {
  invitation: 'dropText',
  explain: (photograph, request) =>
    sendPhotograph<LookAnswer>('v1/explain', photograph, { ...request, fields: fieldsOf(request) }),
  evidence: (photograph, { box: { x1, y1, x2, y2 }, ...request }) => {
    const fields = { ...fieldsOf(request), box: [x1, y1, x2, y2].join(), class: request.class };
    return sendPhotograph<EvidenceAnswer>('v1/evidence', photograph, { fields });
  },
};

function fieldsOf({ model }: LookRequest): Record<string, string> {
  return model === undefined ? {} : { model };
}
