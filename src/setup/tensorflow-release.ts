/**
 * Which TensorFlow library `setup tensorflow` stages. Its Python package holds the same C library that
 * `@tensorflow/tfjs-node-gpu` wants, and unlike the npm package's own archive it comes from a package registry.
 */
export type Variant = 'cpu' | 'gpu';

export interface Release {
  readonly variant: Variant;
  readonly version: string;
  /** The requirement that pip is asked for. */
  readonly requirement: string;
  readonly wheel: string;
  readonly sha256: string;
  readonly wheelBytes: number;
  /** What the files that we keep of it take, rounded up. */
  readonly unpackedBytes: number;
}

/** Built and checked against tfjs 4.22.0, the newest: values and gradients agree with tfjs's own CPU backend. */
const version = '2.15.1';
const tags = 'cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64';

export const releases: Readonly<Record<Variant, Release>> = {
  cpu: {
    variant: 'cpu',
    version,
    requirement: `tensorflow-cpu==${version}`,
    wheel: `tensorflow_cpu-${version}-${tags}.whl`,
    sha256: '54660c074d7241a503e81edfd9f5ef5af88f64051b72e2945f26318c790f2d26',
    wheelBytes: 207_208_420,
    unpackedBytes: 620_000_000,
  },
  gpu: {
    variant: 'gpu',
    version,
    requirement: `tensorflow==${version}`,
    wheel: `tensorflow-${version}-${tags}.whl`,
    sha256: 'bb0edd69103c154245c5f209f0507355cc68ba7e4de350084bc31edc562478e4',
    wheelBytes: 475_258_663,
    unpackedBytes: 1_040_000_000,
  },
};

/** Any Python's pip takes this wheel with these: the wheel is unpacked only, never installed. */
export const pipTags: readonly string[] = [
  '--platform=manylinux2014_x86_64',
  '--platform=manylinux_2_17_x86_64',
  '--python-version=3.11',
  '--implementation=cp',
  '--abi=cp311',
];

const wanted = [
  /^tensorflow\/libtensorflow_(cc|framework)\.so\.2$/,
  // The C API, and what its strings are made of; where those live has moved from release to release.
  /^tensorflow\/include\/(.*\/)?(tensorflow|tsl)\/c\/.*\.h$/,
  /^tensorflow\/include\/(.*\/)?platform\/ctstring[^/]*\.h$/,
  /^tensorflow\/THIRD_PARTY_NOTICES\.txt$/,
  /\.dist-info\/LICENSE$/,
];

/** Where a file of the wheel goes below the library's folder, or undefined when it is not needed. */
export function placeOf(entry: string): string | undefined {
  if (!wanted.some((pattern) => pattern.test(entry))) return undefined;
  if (entry.endsWith('/LICENSE')) return 'LICENSE';
  const path = entry.slice('tensorflow/'.length);
  return path.startsWith('lib') ? `lib/${path}` : path;
}
