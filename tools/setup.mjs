// Makes a fresh clone ready: installs the development tools, builds dist/, and puts `natmod` where npx finds it. Does
// only what is missing, says one line per step, and needs nothing but Node and npm. `npm start`, `npm test` and
// `npm run bench` begin with it.
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, lstatSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MODULES, ROOT, readStamp, runNpm, writeStamp } from './lib/checkout.mjs';

const say = (step, text) => console.log(`setup: ${step.padEnd(9)} ${text}`);

function checkNode() {
  const wanted = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).engines.node.replace('>=', '');
  const at = (v) => v.split('.').map(Number);
  const [have, need] = [at(process.versions.node), at(wanted)];
  const older = have[0] < need[0] || (have[0] === need[0] && have[1] < need[1]);
  if (older) throw new Error(`Node ${process.versions.node} is too old: natmod needs ${wanted} or newer`);
  say('node', process.versions.node);
}

/** Whether node_modules holds what the lock file asks for (packages for other systems may be absent). */
function isInstalled(lock) {
  const hidden = join(MODULES, '.package-lock.json');
  if (!existsSync(hidden)) return false;
  const wanted = lock.packages;
  const have = JSON.parse(readFileSync(hidden, 'utf8')).packages;
  return Object.entries(wanted).every(
    ([path, entry]) => path === '' || (path in have ? have[path].version === entry.version : entry.optional === true),
  );
}

async function install() {
  const text = readFileSync(join(ROOT, 'package-lock.json'), 'utf8');
  const stamp = createHash('sha256').update(text).digest('hex');
  if (readStamp('install') === stamp) return say('packages', 'up to date');
  if (!isInstalled(JSON.parse(text))) {
    say('packages', 'installing with npm ci ...');
    const code = await runNpm(['ci', '--no-audit', '--no-fund', '--loglevel=error']);
    if (code !== 0) throw new Error(`npm ci ended with status ${code}; see above`);
  }
  writeStamp('install', stamp);
  say('packages', 'installed');
}

async function build() {
  // esbuild is there only after install().
  const { buildIfStale } = await import('./build.mjs');
  say('dist', (await buildIfStale()) ? 'built' : 'up to date');
}

/** `npx natmod` in the checkout runs the checkout, as it would where natmod is installed. */
function linkProgram() {
  const bin = join(MODULES, '.bin');
  mkdirSync(bin, { recursive: true });
  if (process.platform === 'win32') {
    writeFileSync(join(bin, 'natmod.cmd'), '@node "%~dp0\\..\\..\\dist\\cli\\main.js" %*\r\n');
  } else {
    const link = join(bin, 'natmod');
    if (lstatSync(link, { throwIfNoEntry: false })) rmSync(link);
    symlinkSync('../../dist/cli/main.js', link);
    chmodSync(join(ROOT, 'dist', 'cli', 'main.js'), 0o755);
  }
  say('program', 'npx natmod --help');
}

try {
  checkNode();
  await install();
  await build();
  linkProgram();
} catch (error) {
  console.error(`setup: ${error.message}`);
  process.exitCode = 1;
}
