/** The parts of OpenAPI 3.1 that the server's description of itself has. */

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
