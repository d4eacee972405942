// natmod test, ended by a signal at any moment: no report is half written, and no process stays behind.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { emptyFolder, ensureBuilt, MAIN, ROOT } from '../helpers/cli.js';
import { randomFrom } from '../helpers/random.js';

const isLinux = process.platform === 'linux' && existsSync('/proc/self/environ');
const ROUNDS = process.env.NATMOD_TEST === 'all' ? 21 : 6;
const SIGNALS = ['SIGKILL', 'SIGTERM', 'SIGINT'] as const;

const folder = emptyFolder();
afterAll(() => folder.remove());
const quote = (text: string) => `'${text}'`;
const OURS = `${quote(process.execPath)} ${quote(MAIN)} serve`;
const BAD = `${quote(process.execPath)} ${quote(join(ROOT, 'test/helpers/bad-board.mjs'))}`;

/** Processes that have this in their environment. */
function processesWith(mark: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        return readFileSync(`/proc/${name}/environ`, 'latin1').includes(mark);
      } catch {
        return false;
      }
    })
    .map(Number);
}
async function untilGone(mark: string): Promise<number[]> {
  for (let i = 0; i < 600 && processesWith(mark).length > 0; i++) await new Promise((go) => setTimeout(go, 50));
  return processesWith(mark);
}

describe.skipIf(!isLinux)('a signal', () => {
  beforeAll(async () => {
    await ensureBuilt();
    const put = (name: string, text: string) => writeFileSync(join(folder.path, name), text);
    mkdirSync(folder.path, { recursive: true });
    for (let i = 0; i < 4; i++) put(`test_${i}.py`, `print(${i})\n`);
    put('test_loop.py', 'print("TROUBLE")\nwhile True:\n    pass\n');
    put('endless.mjs', 'setInterval(() => {}, 1_000_000);\n');
    put('test_4.py', 'import time\nprint(1)\n');
  });

  const random = randomFrom(7);
  const rounds = Array.from({ length: ROUNDS }, (_, i) => [SIGNALS[i % 3]!, 50 + random.below(2500)] as const);
  test.each(rounds)('%s after %i ms', async (signal, milliseconds) => {
    const mark = `NATMOD_MARK=${signal}-${milliseconds}-${process.pid}`;
    const old = JSON.stringify({ version: 1, summary: {}, results: [] });
    writeFileSync(join(folder.path, 'out.json'), old);
    const reports = ['json=out.json', 'junit=out.xml'].flatMap((name) => ['--reporter', name]);
    const targets = [`exec:${OURS} --stdio`, `execpty:${OURS} --pty`, `exec:${BAD} silence`, 'VIRT_RV64'];
    // Neither the reference nor the silent board would end by itself.
    const args = [
      ...reports,
      ...targets.flatMap((t) => ['-t', t]),
      '--timeout',
      '20',
      '--reference',
      'node endless.mjs',
    ];
    const [name, value] = mark.split('=') as [string, string];
    const child = spawn(process.execPath, [MAIN, 'test', ...args], {
      cwd: folder.path,
      env: { ...process.env, [name]: value },
      stdio: 'ignore',
    });
    const ended = new Promise((done) => child.once('exit', (code, how) => done(how ?? code)));
    await new Promise((go) => setTimeout(go, milliseconds));
    child.kill(signal);
    const how = await ended;
    if (signal === 'SIGKILL') expect(how).toBe('SIGKILL');
    // In its first moments Node has not seen our code yet.
    else expect([130, signal]).toContain(how);
    expect(await untilGone(mark)).toEqual([]);
    for (const file of readdirSync(folder.path).filter((each) => each.startsWith('out.'))) {
      const text = readFileSync(join(folder.path, file), 'utf8');
      if (file === 'out.json') expect(JSON.parse(text)).toMatchObject({ version: 1 });
      else expect(text).toMatch(/<\/testsuites>\n$/);
    }
  });
});
