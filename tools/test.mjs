// `npm test`: lint, layers, types, build, then all tests; at the end what was skipped and what failed, and as the very
// last line `N passed, N failed, N skipped`. A step counts like a test, and one that cannot even start is a failure.
// `--all` runs the long tests too; other arguments select tests as for vitest (`npm test -- src/link`).
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { ROOT, run, runPackage } from './lib/checkout.mjs';

const all = process.argv.includes('--all');
const filters = process.argv.slice(2).filter((argument) => argument !== '--all');
const counts = { passed: 0, failed: 0, skipped: 0 };
const failures = [];
const skips = [];

const fail = (name, why) => {
  counts.failed++;
  failures.push(why ? `${name}: ${why}` : name);
};

async function step(name, start) {
  console.log(`\n== ${name}`);
  try {
    const code = await start();
    if (code === 0) counts.passed++;
    else fail(name, `ended with status ${code}`);
  } catch (error) {
    fail(name, `could not be started: ${error.message}`);
  }
}

/** Adds the results of a vitest run to the counts. Suites that could not be loaded have no tests: they count as one. */
function count(report, notes) {
  for (const file of report.testResults) {
    const name = relative(ROOT, file.name).split(sep).join('/');
    for (const test of file.assertionResults) {
      const title = [name, ...test.ancestorTitles, test.title].join(' > ');
      if (test.status === 'passed') counts.passed++;
      else if (test.status === 'failed') fail(title);
      else {
        counts.skipped++;
        const note = notes.get([...test.ancestorTitles, test.title].join(' > '));
        skips.push({ suite: [name, ...test.ancestorTitles].join(' > '), title: test.title, note });
      }
    }
    const noneFailed = !file.assertionResults.some((test) => test.status === 'failed');
    if (file.status === 'failed' && noneFailed)
      fail(name, (file.message || 'the file could not be run').split('\n')[0]);
  }
}

async function tests() {
  console.log('\n== tests');
  const folder = mkdtempSync(join(tmpdir(), 'natmod-test-'));
  const file = join(folder, 'results.json');
  const notesFile = join(folder, 'notes.jsonl');
  try {
    const before = counts.failed;
    const code = await runPackage(
      'vitest/vitest.mjs',
      [
        ...['run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`],
        ...[`--reporter=${join(ROOT, 'tools', 'lib', 'skip-notes.mjs')}`, ...filters],
      ],
      { env: { ...process.env, NATMOD_TEST: all ? 'all' : 'quick', NATMOD_SKIP_NOTES: notesFile } },
    );
    const report = JSON.parse(readFileSync(file, 'utf8'));
    const lines = existsSync(notesFile) ? readFileSync(notesFile, 'utf8').trim().split('\n') : [];
    count(report, new Map(lines.map((line) => JSON.parse(line))));
    if (report.numTotalTests === 0) fail('tests', 'none were found');
    // Errors outside of tests (a promise that nobody waits for) end the run with a status but belong to no test.
    else if (code !== 0 && counts.failed === before) fail('tests', `vitest ended with status ${code}; see above`);
  } catch (error) {
    fail('tests', `could not be run: ${error.message}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One line per suite: a missing tool skips many tests for one reason, which their suite's name tells. */
function listSkipped() {
  if (skips.length === 0) return;
  console.log('\nskipped:');
  const suites = groupBySuite(skips);
  for (const [suite, list] of suites) {
    const why = [...new Set(list.map((skip) => skip.note).filter(Boolean))].join('; ');
    const what = list.length === 1 ? `${suite} > ${list[0].title}` : `${suite} (${list.length} tests)`;
    console.log(`  ${what}${why ? `: ${why}` : ''}`);
  }
  if (!all) console.log('  (long tests run with: npm run test:all)');
}

function groupBySuite(list) {
  const out = new Map();
  for (const item of list) out.set(item.suite, [...(out.get(item.suite) ?? []), item]);
  return out;
}

const started = Date.now();
await step('format and lint (biome)', () => runPackage('@biomejs/biome/bin/biome', ['check', '.']));
await step('import directions', () => run(process.execPath, ['tools/check-layers.mjs']));
await step('types (tsc)', () => runPackage('typescript/bin/tsc', ['--noEmit']));
await step('build', () => run(process.execPath, ['tools/build.mjs']));
await tests();

listSkipped();
if (failures.length > 0) {
  console.log('\nfailed:');
  for (const failure of failures) console.log(`  ${failure}`);
}
console.log(`\n${Math.round((Date.now() - started) / 1000)} s`);
process.exitCode = counts.failed > 0 ? 1 : 0;
console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
