/** The routes of `teach` as OpenAPI, for scripts that label or read labels. */
import type { OpenApi, Operation } from '../serve/openapi.js';
import { exportFormats } from './export-labels.js';

const named = [
  {
    ...{ name: 'name', in: 'query', required: true, schema: { type: 'string' } },
    description: 'a photograph, as its path from the folder',
  },
];
const coordinates = ['x', 'y'].map((name) => ({
  ...{ name, in: 'query', required: true, schema: { type: 'number' } },
  description: 'pixels of the photograph',
}));
const unknown = { 404: { description: 'no such photograph in the folder' } };

const get = (summary: string, answer: string): { readonly get: Operation } => ({
  get: { summary, parameters: named, responses: { 200: { description: answer }, ...unknown } },
});

const post = (summary: string, { takes, answer }: { takes: object; answer: string }) => ({
  post: {
    summary,
    requestBody: { content: { 'application/json': { schema: { type: 'object', properties: takes } } } },
    responses: {
      200: { description: answer },
      400: { description: 'what was expected and what came' },
      403: { description: "asked by another site's page" },
    },
  },
});

const state = 'photographs with their numbers of labels, classes, what is learnt, the next photograph';
const box = { $ref: '#/components/schemas/Box' };
const object = { type: 'object', properties: { class: { type: 'string' }, box } };

export const teachPaths: OpenApi['paths'] = {
  '/teach/state': { get: { summary: 'How far the teaching is', responses: { 200: { description: state } } } },
  '/teach/photograph': get('A photograph', 'its bytes; kinds that browsers do not show come as JPEG'),
  '/teach/thumbnail': get('A photograph, small', 'WebP'),
  '/teach/boxes': get('What is known of a photograph', 'likely boxes, suggestions of the model'),
  '/teach/around': {
    get: {
      ...get('What a click itself proposes', 'boxes around the point, as the detector judges them').get,
      parameters: [...named, ...coordinates],
    },
  },
  '/teach/labels': {
    ...get('The labels of a photograph', 'objects and boxes that are none; empty where nobody has looked'),
    ...post('Keep the labels of a photograph, in place of those that were there', {
      takes: {
        name: { type: 'string' },
        objects: { type: 'array', items: object },
        background: { type: 'array', items: box, description: 'boxes that are no object' },
      },
      answer: state,
    }),
  },
  '/teach/undo': post('Take the newest change back', { takes: {}, answer: `${state}; undone: which` }),
  '/teach/train': post('Learn now', { takes: {}, answer: state }),
  '/teach/export': post('Write labels and photographs in another form, beside the folder', {
    takes: { format: { type: 'string', enum: exportFormats } },
    answer: 'the path, and what that form cannot keep',
  }),
};
