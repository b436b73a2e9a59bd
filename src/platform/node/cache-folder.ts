import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where fetched weights and libraries are kept: `GOOGLENET_RCNN_CACHE`, else the user's cache folder. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  const own = env['GOOGLENET_RCNN_CACHE'];
  if (own) return own;
  return join(env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'googlenet-rcnn');
}
