/**
 * Builds the packages that people install: kernel, structures, checkers and patterns as JavaScript with types,
 * without labs and tests. `npm run pack` leaves the tarballs in dist/. They ship built because Node
 * does not run TypeScript under node_modules.
 */

import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { ROOT } from './setup.mjs';

const PACKAGES = ['kernel', 'structures', 'checkers', 'patterns'];

/** What is for proving alone, and stays at home. */
const LEFT_OUT = [
  '**/*.test.ts',
  '**/node_modules/**',
  '**/dist/**',
  '**/testing/**',
  'patterns/**/lab*.ts',
];

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly license: string;
  readonly exports: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
}

/**
 * Builds and packs into `folder`, which is emptied first.
 *
 * @returns the tarballs, those that others depend on first
 */
export function pack(folder: string): readonly string[] {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const built = join(folder, 'built');
  compile(built, join(folder, 'tsconfig.json'));
  return PACKAGES.map((name) => {
    const target = join(built, name);
    const manifest: Manifest = JSON.parse(readFileSync(join(ROOT, name, 'package.json'), 'utf8'));
    writeFileSync(join(target, 'package.json'), JSON.stringify(publicManifest(manifest), null, 2));
    cpSync(join(ROOT, 'LICENSE'), join(target, 'LICENSE'));
    const readme = join(ROOT, name, 'README.md');
    if (existsSync(readme)) cpSync(readme, join(target, 'README.md'));
    return npmPack(target, folder);
  });
}

/** One program for all packages, since each sees the sources of those below it. */
function compile(outDir: string, config: string): void {
  const files = PACKAGES.flatMap((name) =>
    globSync(`${name}/**/*.ts`, { cwd: ROOT, exclude: LEFT_OUT }),
  );
  const options = {
    extends: join(ROOT, 'tsconfig.json'),
    compilerOptions: {
      noEmit: false,
      declaration: true,
      allowJs: false,
      rewriteRelativeImportExtensions: true,
      rootDir: ROOT,
      outDir,
      // Named from where the configuration lies, which is not where the types are.
      typeRoots: [join(ROOT, 'node_modules/@types')],
    },
    include: [],
    files: files.map((file) => join(ROOT, file)),
  };
  writeFileSync(config, JSON.stringify(options));
  const tsc = join(ROOT, 'node_modules/typescript7/bin/tsc');
  execFileSync(process.execPath, [tsc, '-p', config], { cwd: ROOT, stdio: 'inherit' });
}

/** The workspace's manifest as installed packages need it: everything points to what was built. */
function publicManifest({ exports, dependencies, ...rest }: Manifest): object {
  const { name, version, description, license } = rest;
  const conditions = Object.entries(exports)
    .filter(([path]) => !/\/(lab|testing)$/.test(path))
    .map(([path, file]) => {
      const stem = file.replace(/\.ts$/, '');
      return [path, { types: `${stem}.d.ts`, default: `${stem}.js` }] as const;
    });
  return {
    name,
    version,
    description,
    license,
    type: 'module',
    sideEffects: false,
    // Map.groupBy and Promise.withResolvers came with it.
    engines: { node: '>=22' },
    exports: Object.fromEntries(conditions),
    ...(dependencies === undefined ? {} : { dependencies }),
  };
}

function npmPack(source: string, destination: string): string {
  const output = execFileSync('npm', ['pack', '--json', '--pack-destination', destination], {
    cwd: source,
    encoding: 'utf8',
    // npm is a .cmd file on Windows, which only a shell starts.
    shell: process.platform === 'win32',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [{ filename }]: [{ filename: string }] = JSON.parse(output);
  return resolve(destination, filename);
}

if (import.meta.main) for (const file of pack(join(ROOT, 'dist'))) console.log(file);
