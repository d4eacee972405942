// Builds dist/: the library's entries and the command line as ES modules that share chunks, and the declarations.
// `--no-types` leaves the declarations out, which are most of the time. Everything is made beside dist/ and moved there
// at the end, so that a failed build leaves the old one.
import { chmodSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DIST, exclusively, isBuilt, ROOT, runPackage, sourceFingerprint, writeStamp } from './lib/checkout.mjs';
import { keepReachable } from './lib/reachable-types.mjs';
import { throughDoors } from './lib/through-doors.mjs';

/** Entries of package.json's `exports` and the program. */
const ENTRIES = {
  index: 'src/index.ts',
  mpy: 'src/exports/mpy.ts',
  link: 'src/exports/link.ts',
  machine: 'src/exports/machine.ts',
  runtime: 'src/exports/runtime.ts',
  debug: 'src/exports/debug.ts',
  node: 'src/exports/node.ts',
  'cli/main': 'src/cli/main.ts',
  'cli/test-worker': 'src/cli/test-worker.ts',
  'cli/debug-worker': 'src/cli/debug-worker.ts',
};

/** What `natmod run` and `call` load in the main thread, and what `natmod link` loads. Each apart from the others, so that
 * it comes in one piece: finding, reading and compiling a chunk takes about a millisecond. */
const PIECES = ['guest-main', 'link-main'];
/** Of these and of what the worker of the first starts with: files that need nearly all there is in them, so that what they
 * import later is not split off. */
const WHOLE = ['link-main', 'guest-worker'];

async function bundle(outdir) {
  const inputs = await bundleEntries(outdir, ENTRIES, true);
  for (const name of new Set([...PIECES, ...WHOLE])) {
    inputs.push(...(await bundleEntries(outdir, { [`cli/${name}`]: `src/cli/${name}.ts` }, !WHOLE.includes(name))));
  }
  writeFileSync(join(outdir, 'THIRD-PARTY.txt'), licences(inputs));
  chmodSync(join(outdir, 'cli', 'main.js'), 0o755);
}

/** The licences of the packages whose files are in the bundles. */
function licences(inputs) {
  const packages = new Set(inputs.flatMap((file) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? []));
  const texts = [...packages].sort().map((name) => {
    const text = readFileSync(join(ROOT, 'node_modules', name, 'LICENSE'), 'utf8');
    return `${name}\n\n${text.trim()}\n`;
  });
  return ['Parts of these packages are in the files of this folder.\n', ...texts].join('\n');
}

/** Gives the files that were bundled, from the root. */
async function bundleEntries(outdir, entryPoints, splitting) {
  const { build } = await import('esbuild');
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints,
    outdir,
    bundle: true,
    splitting,
    format: 'esm',
    // One call, so that library and command line share their code. Which parts may touch Node is checked by
    // check-layers.mjs; test/e2e/browser.test.ts proves it.
    platform: 'neutral',
    // Only main.ts imports the pieces, which are files of their own.
    external: ['node:*', ...PIECES.map((name) => `./${name}.js`)],
    target: ['es2022'],
    chunkNames: 'chunks/[name]-[hash]',
    // V8 keeps and compiles text with characters beyond Latin-1 at twice the cost.
    charset: 'ascii',
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
    plugins: [throughDoors(join(ROOT, 'src'))],
    logLevel: 'warning',
    metafile: true,
  });
  return Object.keys(metafile.inputs);
}

async function declare(outdir) {
  const types = join(outdir, 'types');
  const code = await runPackage('typescript/bin/tsc', ['-p', 'tsconfig.build.json', '--outDir', types]);
  if (code !== 0) throw new Error('tsc found errors; see above');
  const entries = Object.values(ENTRIES).filter((path) => !path.startsWith('src/cli/'));
  keepReachable(
    types,
    entries.map((path) => path.replace('src/', '').replace(/\.ts$/, '.d.ts')),
  );
}

/** Builds if something changed since the last time. Gives whether it did. */
export async function buildIfStale() {
  if (isBuilt()) return false;
  return exclusively(async () => {
    if (isBuilt()) return false;
    await build({ types: false });
    return true;
  });
}

async function build({ types }) {
  const fingerprint = sourceFingerprint();
  const outdir = join(ROOT, `.natmod/dist-${process.pid}`);
  rmSync(outdir, { recursive: true, force: true });
  try {
    await bundle(outdir);
    if (types) await declare(outdir);
    // Types of an older build still describe this one better than none while somebody works.
    else if (existsSync(join(DIST, 'types'))) renameSync(join(DIST, 'types'), join(outdir, 'types'));
    rmSync(DIST, { recursive: true, force: true });
    renameSync(outdir, DIST);
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
  writeStamp('build', fingerprint);
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const types = !process.argv.includes('--no-types');
  try {
    await exclusively(() => build({ types }));
    console.log(`built ${relative(process.cwd(), DIST) || DIST}${types ? '' : ' (no declarations)'}`);
  } catch (error) {
    console.error(`build: ${error.message}`);
    process.exitCode = 1;
  }
}
