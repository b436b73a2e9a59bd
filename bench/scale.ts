/** On paper: the hours and the money of runs of ILSVRC's size, from what was measured for one photograph. */
import { printTable } from './bench.js';

/** As docs/scale.md says, on a machine of 2 cores; seconds per photograph. */
const MEASURED = {
  /** `detect`, 500 proposals, all of them classified, `--regions shared`: `BENCH_MODEL=... npm run bench -- detect`. */
  shared: 1.03,
  /** The same with `--regions crops`. */
  crops: 10.2,
  /** Of it the search for boxes, `npm run bench -- proposals`. */
  propose: 0.064,
  /** A classifier's features of one crop, reading included: `train classifier --base bvlc`. */
  features: 0.021,
};
const CORES = 2;
const TEST = 40_000;
const TRAINING = 1_200_000;
const MODELS = 6;

/** US dollars per core and hour, about what clouds ask for without a contract: an assumption, not a measurement. */
const PRICE = 0.05;
const MACHINES = 20;

interface Row {
  readonly what: string;
  readonly photographs: number;
  readonly seconds: number;
}

const shared = MODELS * MEASURED.shared;
const rows: readonly Row[] = [
  { what: 'detect, shared, one model', photographs: TEST, seconds: MEASURED.shared },
  { what: 'detect, shared, six models', photographs: TEST, seconds: shared },
  {
    what: 'the same, boxes found once',
    photographs: TEST,
    seconds: shared - (MODELS - 1) * MEASURED.propose,
  },
  { what: 'detect, crops, six models', photographs: TEST, seconds: MODELS * MEASURED.crops },
  { what: 'features of a crop, one model', photographs: TRAINING, seconds: MEASURED.features },
  { what: 'detect, shared, one model', photographs: TRAINING, seconds: MEASURED.shared },
  { what: 'detect, shared, six models', photographs: TRAINING, seconds: shared },
];

export async function run(): Promise<unknown> {
  const figures = rows.map(({ what, photographs, seconds }) => {
    const hours = (photographs * seconds) / 3600;
    return {
      what,
      photographs,
      coreHours: hours * CORES,
      dollars: hours * CORES * PRICE,
      hours,
      fleet: hours / MACHINES,
    };
  });
  printTable(
    ['what', 'photographs', 'hours, 2 cores', 'core hours', `$ at ${PRICE}`, `hours, ${MACHINES} machines`],
    figures.map(({ what, photographs, hours, coreHours, dollars, fleet }) => [
      ...[what, photographs.toLocaleString('en'), hours.toFixed(1), coreHours.toFixed(0)],
      ...[dollars.toFixed(1), fleet.toFixed(1)],
    ]),
  );
  return figures;
}
