import { ServerError } from './api.js';
import { t } from './texts/texts.js';

/** A failure in words for the reader. */
export function told(error: unknown): string {
  if (error instanceof ServerError) return t('failed', { why: error.message });
  if (error instanceof TypeError) return t('unreachable');
  if (error instanceof DOMException && error.name === 'EncodingError') return t('cannotShow');
  return error instanceof Error ? error.message : String(error);
}
