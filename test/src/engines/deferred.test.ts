import { describe, expect, it } from 'vitest';
import { deferred } from '../../../src/engines/deferred.js';
import type { Engine } from '../../../src/engines/engine.js';
import { smallGoogLeNet } from '../../support/layer-cases.js';

const nothing = new Map();

/** Says in what order things happen. @param failures how many of the first attempts to compile fail */
function watched(failures = 0): { engine: Engine; seen: string[] } {
  const seen: string[] = [];
  let compiled = 0;
  const engine: Engine = {
    name: 'onnx',
    compile: async () => {
      const n = ++compiled;
      seen.push(`compile ${n}`);
      await new Promise((resolve) => setTimeout(resolve));
      if (n <= failures) throw new Error('no memory');
      seen.push(`compiled ${n}`);
      return {
        run: async (inputs) => {
          seen.push(`run ${n}`);
          return inputs;
        },
        [Symbol.dispose]: () => seen.push(`dispose ${n}`),
      };
    },
  };
  return { engine, seen };
}

describe('a deferred engine', () => {
  it('compiles at the first run, once', async () => {
    const { engine, seen } = watched();
    using executable = await deferred(engine).compile(smallGoogLeNet, nothing);
    expect(seen).toEqual([]);
    await Promise.all([executable.run({}), executable.run({})]);
    expect(seen).toEqual(['compile 1', 'compiled 1', 'run 1', 'run 1']);
  });

  it('compiles what was asked for when it begins, one after the other', async () => {
    const { engine, seen } = watched();
    const later = deferred(engine);
    using first = await later.compile(smallGoogLeNet, nothing);
    using _second = await later.compile(smallGoogLeNet, nothing);
    const begun = later.begin();
    await Promise.resolve();
    expect(seen).toEqual([]); // whoever begins it first hands work to other threads
    await begun;
    expect(seen).toEqual(['compile 1', 'compiled 1', 'compile 2', 'compiled 2']);
    await later.begin(); // nothing is left
    await first.run({});
    expect(seen.slice(-1)).toEqual(['run 1']);
  });

  it('throws what compiling throws, where it begins and at each run until it succeeds', async () => {
    const { engine, seen } = watched(2);
    const later = deferred(engine);
    using executable = await later.compile(smallGoogLeNet, nothing);
    await expect(later.begin()).rejects.toThrow('no memory');
    await expect(executable.run({})).rejects.toThrow('no memory');
    await executable.run({});
    await executable.run({});
    expect(seen).toEqual(['compile 1', 'compile 2', 'compile 3', 'compiled 3', 'run 3', 'run 3']);
  });

  it('compiles at its own run what waited behind one that failed', async () => {
    const { engine, seen } = watched(1);
    const later = deferred(engine);
    using _first = await later.compile(smallGoogLeNet, nothing);
    using second = await later.compile(smallGoogLeNet, nothing);
    await expect(later.begin()).rejects.toThrow('no memory');
    await second.run({});
    expect(seen).toEqual(['compile 1', 'compile 2', 'compiled 2', 'run 2']);
  });

  it('does not try again what was disposed of after it failed', async () => {
    const { engine, seen } = watched(1);
    const executable = await deferred(engine).compile(smallGoogLeNet, nothing);
    await expect(executable.run({})).rejects.toThrow('no memory');
    executable[Symbol.dispose]();
    await expect(executable.run({})).rejects.toMatchObject({ code: 'bad-option' });
    expect(seen).toEqual(['compile 1']);
  });

  it('compiles nothing that was disposed of, and disposes of what was being compiled', async () => {
    const { engine, seen } = watched();
    const later = deferred(engine);
    const never = await later.compile(smallGoogLeNet, nothing);
    const underWay = await later.compile(smallGoogLeNet, nothing);
    never[Symbol.dispose]();
    const run = underWay.run({});
    underWay[Symbol.dispose]();
    await later.begin();
    await run;
    expect(seen.filter((what) => !what.startsWith('run'))).toEqual(['compile 1', 'compiled 1', 'dispose 1']);
    await expect(never.run({})).rejects.toMatchObject({ code: 'bad-option' });
  });
});
