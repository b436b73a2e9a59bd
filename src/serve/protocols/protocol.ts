import type { FastifyInstance } from 'fastify';
import type { DetectionService } from '../detection-service.js';
import type { LabelSet } from '../labels.js';

/** What the routes of another server's protocol can use. */
export interface ProtocolContext {
  readonly service: DetectionService;
  /** Of this package. */
  readonly version: string;
  /** Whether photographs can be taken in. */
  readonly ready: () => Promise<boolean>;
  readonly labels: LabelSet;
  /** Folder of photographs that requests name by path. */
  readonly localFiles?: string | undefined;
  /** Already checked, where it does not come in a form. */
  readonly token?: string | undefined;
}

export interface Protocol {
  /** Whose it is and where, for the documentation that the server gives of itself. */
  readonly title: string;
  /** Before the paths of `routes`; default: nothing. */
  readonly prefix?: string;
  /** In a scope of its own: each protocol has its own form of errors. */
  readonly routes: (app: FastifyInstance, context: ProtocolContext) => void;
}
