// `natmod test`: test scripts on emulated boards and other targets, in parallel, with results as people, programs and
// services want them.
import { availableParallelism } from 'node:os';
import { dirname } from 'node:path';
import { listFolder, readText } from '../../node/index.js';
import { discoverTests, planRun, type RunReport, runCases, type TestCase } from '../../runner/index.js';
import { boardSettings } from '../board-options.js';
import { CoverageCollector, coverageFile, writeCoverage } from '../coverage.js';
import { EXIT, UsageError } from '../exit.js';
import type { Workers } from '../guest.js';
import { readMaps } from '../maps.js';
import { type Parsed, readCount } from '../parse.js';
import { openTargets, runOnRemote } from '../remote-tests.js';
import { Stopping } from '../stopping.js';
import { expectations, update } from '../test-expectations.js';
import { builtFolder, chooseTargets, isFile, natmodFinder, readFilter, readShard } from '../test-plan.js';
import { TestPool } from '../test-pool.js';
import { makeReporters, mergeCommand } from '../test-reports.js';
import { runOnBoard } from '../test-targets.js';
import { dependencies, foldersToWatch } from '../watch.js';
import { watchTests } from '../watch-tests.js';

/** Seconds that one script may take. */
const DEFAULT_TIMEOUT = 60;
const DEFAULT_BAUDRATE = 115200;

export async function testCommand(parsed: Parsed, workers: Workers): Promise<number> {
  if (parsed.count('merge') > 0) return mergeCommand(parsed);
  const choice = boardSettings(parsed, { limits: 'board', timeout: DEFAULT_TIMEOUT });
  const { boards, lines } = chooseTargets(parsed);
  const { files, unmatched } = discoverTests(parsed.operands, { list: listFolder, isFile });
  if (unmatched.length > 0 && parsed.operands.length > 0) {
    throw new UsageError(`no tests: ${unmatched.join(', ')}`, [
      'tests are test_*.py and *_test.py in folders, and scripts that are named',
    ]);
  }
  if (files.length === 0) throw noTests('there are no tests here');
  // Everything that can be said to be wrong is said before a target is touched.
  const begin = parsed.value('begin');
  const options = {
    choice,
    paths: [...parsed.values('path'), ...builtFolder()],
    writes: parsed.values('write'),
    maps: parsed.values('map'),
    timeout: choice.timeout,
    coverage: parsed.count('coverage') > 0 ? new CoverageCollector() : undefined,
  };
  const coverage = coverageFile(parsed, [...files, begin]);
  // Read again in each round of --watch.
  const natmodFor = () => natmodFinder(parsed.values('natmod-dir'));
  const beginText = () => (begin === undefined ? undefined : readText(begin));
  // What is wrong with them is said now.
  natmodFor();
  beginText();
  readMaps(options.maps, '');
  const selection = {
    filter: readFilter(parsed.value('filter')),
    repeat: readCount(parsed, 'repeat'),
    shard: readShard(parsed.value('shard')),
  };
  const limits = { jobs: readCount(parsed, 'jobs') ?? availableParallelism(), bail: readCount(parsed, 'bail') };
  const baudRate = readCount(parsed, 'baudrate', 20_000_000) ?? DEFAULT_BAUDRATE;
  const watches = parsed.count('watch') > 0;
  if (watches && parsed.count('update') > 0) throw new UsageError('--watch and --update do not go together');
  const reportersFor = (tests: readonly string[]) =>
    makeReporters(
      parsed,
      [...boards, ...lines].map(({ name }) => name),
      [...tests, begin],
    );
  const reporters = reportersFor(files);
  const pool = new TestPool(new URL('./test-worker.js', workers.folder));
  const stopping = new Stopping();
  stopping.onStop(() => pool.stop());
  let report: RunReport;
  try {
    const remotes = await openTargets(lines, baudRate, stopping);
    const targets = [...boards, ...remotes.map(({ target, arch }) => ({ name: target.name, arch }))];
    const remoteOf = (name: string) => remotes.find(({ target }) => target.name === name);
    const run = (cases: readonly TestCase[], told: typeof reporters): Promise<RunReport> => {
      const chosen = { ...options, begin: beginText() };
      return runCases({
        cases,
        ...limits,
        lane: ({ target }) => remoteOf(target) && target,
        execute: (testCase) => {
          const remote = remoteOf(testCase.target);
          return remote ? runOnRemote(remote, testCase, chosen) : runOnBoard(pool, testCase, chosen);
        },
        expectation: expectations(parsed.value('reference'), choice.timeout, stopping),
        reporters: told.map(({ reporter }) => reporter),
        interrupted: () => stopping.wanted,
        now: () => performance.now(),
        ...(options.coverage ? { coverage: () => options.coverage!.finish() } : {}),
      });
    };
    const plan = (tests: readonly string[]) => planRun({ ...selection, natmodFor: natmodFor(), files: tests, targets });
    const cases = plan(files);
    if (cases.length === 0) throw noTests('no test is left');
    if (watches) {
      const dirs = [...options.paths, ...parsed.values('natmod-dir')];
      await watchTests({
        folders: foldersToWatch(parsed.operands, begin === undefined ? dirs : [...dirs, dirname(begin)]),
        files: () => discoverTests(parsed.operands, { list: listFolder, isFile }).files,
        dependencies: (file) => {
          const archs = [...new Set(targets.map(({ arch }) => arch))];
          const find = natmodFor();
          const modules = archs.map((arch) => find?.(file, arch)?.file);
          return dependencies(file, readText(file), { folders: options.paths, archs, more: [begin, ...modules] });
        },
        run: async (tests) => {
          const told = reportersFor(tests);
          await run(plan(tests), told);
          for (const { finish } of told) finish();
        },
        stopping,
      });
      return EXIT.INTERRUPTED;
    }
    report = await run(cases, reporters);
  } catch (error) {
    if (stopping.wanted) return EXIT.INTERRUPTED;
    throw error;
  } finally {
    await stopping.finish();
  }
  for (const { finish } of reporters) finish();
  if (coverage !== undefined && report.coverage) writeCoverage(coverage, report.coverage);
  if (stopping.wanted) return EXIT.INTERRUPTED;
  if (parsed.count('update') > 0) return update(report);
  return report.summary.failed > 0 ? EXIT.FAILED : EXIT.OK;
}

const noTests = (what: string): UsageError =>
  new UsageError(what, ['tests are test_*.py and *_test.py; --filter and --shard leave some out']);
