/** The routes of `teach` as OpenAPI, for scripts that label or read labels. */
import type { z } from 'zod';
import { answers, bodyOf, FAILURES, queryOf } from '../serve/openapi-parts.js';
import type { OpenApi, Operation } from '../serve/openapi-types.js';
import { noOptions } from '../serve/request-options.js';
import { clicked, exporting, labelled, photograph } from './teach-requests.js';

const { 400: wrong, 401: unauthorized, 404: missing, 422: unread } = FAILURES;
const unwritten = { ...missing, description: 'the disk is full, or a file cannot be written' };
const failures = {
  400: wrong,
  401: unauthorized,
  403: { ...missing, description: "asked by another site's page" },
};
const photographs = { ...failures, 404: missing, 422: unread };

const get = (
  summary: string,
  answer: string,
  takes: z.ZodType = photograph,
): { readonly get: Operation } => ({
  get: { summary, parameters: queryOf(takes), responses: { 200: answers(answer), ...photographs } },
});

const post = (
  summary: string,
  { takes, answer, fails = failures }: { takes: z.ZodType; answer: string; fails?: Operation['responses'] },
): { readonly post: Operation } => ({
  post: { summary, ...bodyOf(takes), responses: { 200: answers(answer), ...fails } },
});

const state = 'photographs with their numbers of labels, classes, what is learnt, the next photograph';

export const teachPaths: OpenApi['paths'] = {
  '/teach/state': {
    get: { summary: 'How far the teaching is', responses: { 200: answers(state), ...failures } },
  },
  '/teach/photograph': get('A photograph', 'its bytes; kinds that browsers do not show come as JPEG'),
  '/teach/thumbnail': get('A photograph, small', 'WebP'),
  '/teach/boxes': get('What is known of a photograph', 'likely boxes, suggestions of the model'),
  '/teach/around': get(
    'What a click itself proposes',
    'boxes around the point, as the detector judges them',
    clicked,
  ),
  '/teach/labels': {
    ...get('The labels of a photograph', 'objects and boxes that are none; empty where nobody has looked'),
    ...post('Keep the labels of a photograph, in place of those that were there', {
      takes: labelled,
      answer: state,
      fails: { ...photographs, 507: unwritten },
    }),
  },
  '/teach/undo': post('Take the newest change back', {
    takes: noOptions,
    answer: `${state}; undone: which`,
    fails: { ...failures, 507: unwritten },
  }),
  '/teach/train': post('Learn now', { takes: noOptions, answer: state }),
  '/teach/export': post('Write labels and photographs in another form, beside the folder', {
    takes: exporting,
    answer: 'the path, and what that form cannot keep',
    fails: { ...failures, 422: { ...unread, description: 'labels that cannot be read' }, 507: unwritten },
  }),
};
