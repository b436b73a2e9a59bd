import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, posix } from 'node:path';
import { build } from 'esbuild';
import semver from 'semver';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../src/platform/node/package-root.js';
import { BUILD, type BuiltPackage, buildPackage } from './support/built-package.js';

const manifest = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as {
  version: string;
  engines: { node: string };
  exports: Record<string, string | { types: string; default: string }>;
  bin: Record<string, string>;
};
const all = Object.values(manifest.exports).filter((entry) => typeof entry !== 'string');
/** The one for browsers is a bundle, whose types are those of its source. */
const [entries, [forBrowsers]] = [
  all.filter(({ default: file }) => !file.includes('/browser/')),
  all.filter(({ default: file }) => file.includes('/browser/')),
];

describe('the entries of the package', () => {
  it('are built of sources that exist', () => {
    const built = [...entries.map((entry) => entry.default), ...Object.values(manifest.bin)];
    expect(built.length).toBeGreaterThanOrEqual(6);
    for (const file of built) {
      const source = file.replace(/^(\.\/)?dist\//, '').replace(/\.js$/, '.ts');
      expect(existsSync(join(packageRoot, source)), file).toBe(true);
    }
  });

  it('have the types of their own files', () => {
    for (const { types, default: file } of entries) expect(types).toBe(file.replace(/\.js$/, '.d.ts'));
    expect(forBrowsers?.types).toBe('./dist/src/browser/index.d.ts');
  });
});

describe('an installation', () => {
  // light-my-request, which only tests of fastify's users call, is named for this: 6.8 takes a package for Node.js 22.
  it('on the oldest Node.js that is promised meets no package that refuses it', () => {
    const { packages } = JSON.parse(readFileSync(join(packageRoot, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, { dev?: boolean; engines?: { node?: string } }>;
    };
    const oldest = semver.minVersion(manifest.engines.node)!;
    const refusing = Object.entries(packages).filter(
      ([, { dev, engines }]) => !dev && engines?.node && !semver.satisfies(oldest, engines.node),
    );
    expect(refusing.map(([path]) => path)).toEqual([]);
  });
});

describe('the packed package', () => {
  let packed: BuiltPackage;
  let app: string;
  beforeAll(() => {
    packed = buildPackage();
    app = mkdtempSync(join(tmpdir(), 'app-'));
    mkdirSync(join(app, 'node_modules'));
    symlinkSync(packed.folder, join(app, 'node_modules', 'googlenet-rcnn'));
    writeFileSync(join(app, 'package.json'), '{ "name": "app", "type": "module" }');
  }, BUILD);
  afterAll(() => {
    packed.remove();
    rmSync(app, { recursive: true });
  });
  const node = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: app, encoding: 'utf8' });
    return { status, stdout, stderr };
  };

  it('holds whatever its pages link to', () => {
    const files = new Set(packed.files);
    const pages = packed.files.filter((file) => file.endsWith('.md'));
    expect(pages).toContain('README.md');
    const dead = pages.flatMap((page) => {
      const text = readFileSync(join(packed.folder, page), 'utf8').replaceAll(/```.*?```/gs, '');
      return [...text.matchAll(/\]\(([^)#\s]+)/g)]
        .map(([, link]) => link!)
        .filter((link) => !/^[a-z]+:/.test(link))
        .filter((link) => !files.has(posix.join(dirname(page), link)))
        .map((link) => `${page}: ${link}`);
    });
    expect(dead).toEqual([]);
  });

  it('holds no maps to sources that it has not, no tests and no data', () => {
    expect(packed.files.filter((file) => file.endsWith('.map'))).toEqual([]);
    const tops = new Set(packed.files.map((file) => file.split('/')[0]));
    const known = ['dist', 'docs', 'examples', 'models', 'package.json'];
    const pages = ['CHANGELOG.md', 'CONTRIBUTING.md', 'LICENSE', 'README.md'];
    expect([...tops].sort()).toEqual([...known, ...pages].sort());
  });

  it('gives its package.json and its command line', () => {
    const script =
      "import { createRequire } from 'node:module'; console.log(createRequire(import.meta.url)('googlenet-rcnn/package.json').version)";
    expect(node('--input-type=module', '-e', script).stdout.trim()).toBe(manifest.version);
    expect(node('node_modules/googlenet-rcnn/dist/src/cli/main.js', '--version').stdout.trim()).toBe(
      manifest.version,
    );
  });

  it('holds what threads and processes of the command line start from, and its commands once', () => {
    const inside = (folder: string) => packed.files.filter((file) => dirname(file) === `dist/${folder}`);
    const programs = ['main', 'detect-main', 'classifier-thread', 'detector-thread', 'image-worker'];
    const threads = ['search-worker', 'input-worker', 'results-worker', 'teach-thread', 'worker-thread'];
    const files = [...programs, ...threads, 'process-main'].map((name) => `dist/src/cli/${name}.js`);
    expect(inside('src/cli')).toEqual(expect.arrayContaining(files));
    expect(inside('src/cli/commands')).toEqual([]);
  });

  it('detects with its command line, whose threads start', async () => {
    const create = { width: 64, height: 48, channels: 3 as const, background: 'black' };
    await sharp({ create }).png().toFile(join(app, 'black.png'));
    const program = 'node_modules/googlenet-rcnn/dist/src/cli/detect-main.js';
    const { stdout, stderr } = node(program, 'black.png', '--json');
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toMatchObject({ image: 'black.png', width: 64, height: 48, detections: [] });
  }, 60_000);

  it('writes a page and its files for browsers', () => {
    const main = 'node_modules/googlenet-rcnn/dist/src/cli/main.js';
    const { status, stdout, stderr } = node(main, 'export', 'page', 'site', '--json');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const { files } = JSON.parse(stdout) as { files: string[] };
    for (const file of files) expect(existsSync(join(app, 'site', file)), file).toBe(true);
    expect(existsSync(join(packed.folder, forBrowsers!.default))).toBe(true);
  });

  it('compiles in a project with the defaults of TypeScript 7 and an older target', () => {
    const names = Object.keys(manifest.exports).filter((name) => name !== './package.json');
    const imports = names.map((name, i) => `import * as entry${i} from 'googlenet-rcnn${name.slice(1)}';`);
    const uses = `console.log(${names.map((_, i) => `entry${i}`).join(', ')});`;
    writeFileSync(join(app, 'index.ts'), `${imports.join('\n')}\n${uses}\n`);
    const compilerOptions = {
      ...{ types: [], target: 'ES2022', module: 'NodeNext', strict: true, skipLibCheck: false, noEmit: true },
      preserveSymlinks: false,
    };
    writeFileSync(join(app, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['index.ts'] }));
    const tsc = join(packageRoot, 'node_modules', 'typescript', 'bin', 'tsc');
    expect(node(tsc, '-p', '.')).toEqual({ status: 0, stdout: '', stderr: '' });
  }, 120_000);

  it.each(['esm', 'cjs'] as const)('bundled as %s, says what to do', async (format) => {
    const bundle = mkdtempSync(join(tmpdir(), 'bundle-'));
    const outfile = join(bundle, format === 'esm' ? 'server.mjs' : 'server.cjs');
    // As Next.js does it: this package bundled, native ones left outside.
    symlinkSync(join(packageRoot, 'node_modules'), join(bundle, 'node_modules'));
    writeFileSync(join(bundle, 'package.json'), '{ "name": "app" }');
    await build({
      ...{ entryPoints: [join(packed.folder, 'dist', 'src', 'index.js')], outfile, format },
      ...{ bundle: true, platform: 'node', packages: 'external', logLevel: 'silent' },
    });
    const { status, stderr } = node(outfile);
    expect(status).not.toBe(0);
    expect(stderr).toContain('it was bundled without them. Mark googlenet-rcnn as external');
    expect(stderr).toContain("serverExternalPackages: ['googlenet-rcnn'] in next.config");
    rmSync(bundle, { recursive: true });
  });
});
