// The test runner on the whole conformance kit: every driver on both boards, as `natmod test --jobs 2` runs them.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const BOARDS = { rv64imc: 'rv64', rv32imc: 'rv32' };

/** Copies drivers, modules and expected outputs to one folder, named as natmod test finds them. */
function prepare(kit, folder) {
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(kit)) {
    const driver = join(kit, name, `${name}_test.py`);
    if (!existsSync(driver)) continue;
    copyFileSync(driver, join(folder, `${name}_test.py`));
    for (const [arch, board] of Object.entries(BOARDS)) {
      const files = [`${name}.mpy`, `${name}.ext.mpy`].map((file) => join(kit, name, arch, file));
      const mpy = files.find((file) => existsSync(file));
      if (mpy) copyFileSync(mpy, join(folder, `${name}_${arch}.mpy`));
      const expected = join(kit, name, `expected.${board}.txt`);
      if (existsSync(expected)) copyFileSync(expected, join(folder, `${name}_test.py.${arch}.exp`));
    }
  }
}

export function benchRunner(rows, { kit, main, folder }) {
  const project = join(folder, 'kit');
  prepare(kit, project);
  const report = join(folder, 'kit.json');
  const args = [main, 'test', '--jobs', '2', '--reporter', `json=${report}`, '.'];
  const run = () => {
    const start = performance.now();
    spawnSync(process.execPath, args, { cwd: project, stdio: 'pipe' });
    return performance.now() - start;
  };
  run();
  const ms = Math.min(run(), run());
  const { summary, results } = JSON.parse(readFileSync(report, 'utf8'));
  const slowest = Math.max(...results.map((result) => result.milliseconds));
  const detail = `${summary.passed} of ${summary.total} pass; ${(ms / slowest).toFixed(1)}x the time of the slowest script`;
  rows.push(['natmod test, the kit on both boards', `${(ms / 1000).toFixed(2)} s`, '4 s', ms <= 4000, detail]);
}
