/** The server's API as OpenAPI 3.1, for people's generators and for the page at /docs. */
import { openApiPaths } from './openapi-paths.js';
import { schemas } from './openapi-schemas.js';
import type { OpenApi } from './openapi-types.js';
import { protocols } from './protocols/protocols.js';
import { TOKEN_FIELD } from './token.js';

const inWords = new Intl.ListFormat('en-GB', { type: 'conjunction' });

/** @param more routes beside the server's own */
export function openApi(version: string, more: OpenApi['paths'] = {}): OpenApi {
  return {
    openapi: '3.1.0',
    info: {
      title: 'googlenet-rcnn',
      version,
      description: `Object detection by R-CNN with GoogLeNet. Beside this API the server speaks those of ${inWords.format(protocols.map(({ title }) => title))}.`,
    },
    security: [{}, { bearer: [] }, { header: [] }, { query: [] }],
    paths: { ...openApiPaths, ...more },
    components: {
      schemas,
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer' },
        header: { type: 'apiKey', in: 'header', name: 'Token' },
        query: { type: 'apiKey', in: 'query', name: TOKEN_FIELD },
      },
    },
  };
}
