/** Loads a CommonJS module whose functions of text are compiled when they are first called. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { Script } from 'node:vm';

type Factory = (...values: unknown[]) => unknown;

/**
 * Emscripten's binding makes two functions for each function of C++ by `new Function(...)(...)`: some 2,000, of which a
 * program calls a few. Seen from the module, `Function` makes such factories lazily; all else about it stays.
 */
function LazyFunction(...text: string[]): Factory {
  const compile = () => Reflect.construct(Function, text) as Factory;
  // Constructors: what is made of them looks at the function itself.
  if (text[0] === 'body') return compile();
  return (...values) => {
    let made: Factory | undefined;
    return function (this: unknown, ...args: unknown[]) {
      made ??= compile()(...values) as Factory;
      return made.apply(this, args);
    };
  };
}
LazyFunction.prototype = Function.prototype; // for `instanceof Function`

/** @param file a CommonJS module @returns its exports */
export function loadLazily(file: string): unknown {
  const parameters = 'exports, require, module, __filename, __dirname, Function';
  const source = `(function (${parameters}) {${readFileSync(file, 'utf8')}\n})`;
  const run = new Script(source, { filename: file }).runInThisContext() as Factory;
  const module = { exports: {} };
  run.call(module.exports, module.exports, createRequire(file), module, file, dirname(file), LazyFunction);
  return module.exports;
}
