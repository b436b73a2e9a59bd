/**
 * The rooms of docs/architecture.md: imports point downwards only. Each floor names its rooms, and what a room
 * may import beside itself. The rules, not the depth of a folder, say what stands above what.
 */
const ground = ['src/geometry', 'src/random', 'src/imaging', 'src/googlenet'];
const files = ['src/platform', ...ground];
const networks = ['src/weights', 'src/onnx', 'src/engines', 'src/trunk', ...files];
const stages = ['proposals', 'detection', 'src/classification', ...networks];
const rooms = {
  'src/geometry': [],
  'src/random': [],
  'src/imaging': ['src/geometry'],
  'src/googlenet': ['src/geometry'],
  'src/platform': ['src/geometry', 'src/imaging'],
  'src/reports': ['src/geometry'],
  'src/datasets': ['src/geometry', 'src/random', 'src/platform'],
  'src/weights': files,
  'src/onnx': ['src/weights', ...ground],
  'src/engines': ['src/weights', 'src/onnx', ...files],
  'src/trunk': ['src/weights', 'src/onnx', 'src/engines', ...files],
  'src/classification': networks,
  proposals: networks,
  detection: ['proposals', ...networks],
  eval: ['src/geometry', 'src/datasets', 'src/reports'],
  'src/pictures': ['eval', 'src/datasets', ...stages],
  'src/runs': ['src/datasets', ...stages],
  'src/jobs': ['src/runs', 'src/datasets', ...stages],
  'src/training': ['eval', 'src/reports', 'src/pictures', 'src/runs', 'src/datasets', ...stages],
  'src/setup': networks,
  'src/serve': ['src/reports', 'src/datasets', ...stages],
  'src/teach': ['src/serve', 'src/training', 'src/runs', 'src/datasets', 'eval', ...stages],
  'src/browser': stages,
  'src/export': ['src/browser', ...stages],
  'src/page': ['src/browser', 'src/teach', 'src/serve', 'src/datasets', 'src/pictures', ...stages],
  'src/cli': ['src', 'proposals', 'detection', 'eval'],
};

const shared = '^src/[a-z-]+\\.(ts|mjs)$';
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
      to: { circular: true },
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
    {
      name: 'one-place-loads-onnx-runtime',
      comment: 'its telemetry is switched off there',
      severity: 'error',
      from: { pathNot: '^src/engines/onnx/runtime.ts$' },
      to: { path: 'onnxruntime-node', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'one-place-knows-the-queue',
      comment: 'its packages are optional: only types, and what optional-package.ts loads',
      severity: 'error',
      from: {},
      to: { path: 'node_modules/(bullmq|ioredis|pg|@aws-sdk)/', dependencyTypesNot: ['type-only'] },
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
