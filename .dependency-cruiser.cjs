/**
 * The rooms of docs/architecture.md: imports point downwards only.
 * Each row: a room, and the rooms that it may import (itself always).
 */
const rooms = {
  'src/geometry': [],
  'src/imaging': ['src/geometry'],
  'src/googlenet': ['src/geometry'],
  'src/datasets': ['src/geometry'],
  'src/weights': ['src/geometry', 'src/googlenet'],
  'src/engines': ['src/geometry', 'src/googlenet', 'src/weights', 'src/imaging'],
  'src/training': [
    'src/geometry',
    'src/imaging',
    'src/googlenet',
    'src/weights',
    'src/engines',
    'src/datasets',
  ],
  'src/trunk': ['src/geometry', 'src/imaging', 'src/googlenet', 'src/weights', 'src/engines'],
  'src/classification': ['src/geometry', 'src/imaging', 'src/googlenet', 'src/weights', 'src/engines'],
  'src/setup': ['src/geometry', 'src/imaging', 'src/googlenet', 'src/weights', 'src/engines'],
  proposals: ['src/geometry', 'src/imaging', 'src/googlenet', 'src/weights', 'src/engines', 'src/trunk'],
  eval: ['src/geometry', 'src/datasets'],
  detection: ['src', 'proposals'],
  'src/cli': ['src', 'proposals', 'detection', 'eval'],
};

const shared = '^src/[a-z-]+\\.ts$';
const outside = Object.entries(rooms).map(([room, below]) => ({
  name: `${room}-imports-downwards`,
  severity: 'error',
  from: { path: `^${room}/` },
  to: {
    path: '^(src|detection|proposals|eval|test|bench)/',
    pathNot: [`^${room}/`, shared, ...below.map((other) => `^${other}/`)],
  },
}));

module.exports = {
  forbidden: [
    ...outside,
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'library-never-imports-cli',
      severity: 'error',
      from: { pathNot: '^src/cli/' },
      to: { path: '^src/cli/' },
    },
    {
      name: 'only-training-and-engines-see-tensorflow',
      severity: 'error',
      from: { pathNot: '^src/(engines|training)/' },
      to: { path: '@tensorflow' },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
