import { describe, expect, it } from 'vitest';
import { optionalPackage } from '../../../src/jobs/optional-package.js';

describe('optionalPackage', () => {
  it('gives a package that is there', () => {
    expect(optionalPackage<{ parse: unknown }>('yaml')).toHaveProperty('parse');
  });

  it.each([
    ['itself', 'no-such-package', []],
    ['what it needs', 'yaml', ['no-such-package']],
  ])('names the command that installs all when one is missing: %s', (_, name, needed) => {
    expect(() => optionalPackage(name, needed)).toThrow(
      expect.objectContaining({
        code: 'package-missing',
        message: expect.stringContaining(`npm install ${[name, ...needed].join(' ')}`),
      }),
    );
  });
});
