/** The server's API as OpenAPI 3.1, for people's generators and for the page at /docs. */
import { openApiPaths } from './openapi-paths.js';
import { schemas } from './openapi-schemas.js';
import { protocols } from './protocols/protocols.js';

export interface OpenApi {
  readonly openapi: '3.1.0';
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: object; readonly securitySchemes: object };
  /** Any of these will do: a server that was started without a token asks for none. */
  readonly security: readonly object[];
}

export interface Operation {
  readonly summary: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: object;
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: object }>>;
  /** Empty: needs no token. */
  readonly security?: readonly object[];
}

export interface Parameter {
  readonly name: string;
  readonly in: 'query';
  readonly required: boolean;
  readonly schema: object;
  readonly description: string;
  readonly style?: 'form';
  readonly explode?: boolean;
}

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
        query: { type: 'apiKey', in: 'query', name: 'api_key' },
      },
    },
  };
}
