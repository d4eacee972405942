// The workflow that `natmod new` makes for continuous integration: read as the service reads it, its natmod lines checked
// against the table of options, and its steps run as the service runs them, in a repository with a branch to compare with.
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseDocument } from 'yaml';
import { installCommand, TOOLCHAINS } from '../../src/build/index.js';
import { COMMANDS, type CommandName } from '../../src/cli/options.js';
import { parse } from '../../src/cli/parse.js';
import { emptyFolder, ensureBuilt, execute, MAIN, natmod } from '../helpers/cli.js';
import { hasTool } from '../helpers/tools.js';

interface Step {
  readonly name?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly if?: string;
  readonly run?: string;
}
interface Workflow {
  readonly name: string;
  readonly on: readonly string[];
  readonly jobs: Readonly<Record<string, { readonly 'runs-on': string; readonly steps: readonly Step[] }>>;
}

const folder = emptyFolder();
const at = (...parts: string[]) => folder.at(...parts);
let workflow: Workflow;
let steps: readonly Step[] = [];
beforeAll(async () => {
  await ensureBuilt();
  expect((await natmod(['new', 'blink'], { cwd: folder.path })).code).toBe(0);
  const file = at('blink', '.github', 'workflows', 'native-module.yml');
  const document = parseDocument(readFileSync(file, 'utf8'), { strict: true, version: '1.2' });
  expect([...document.errors, ...document.warnings]).toEqual([]);
  workflow = document.toJS() as Workflow;
  steps = workflow.jobs.build!.steps;
});
afterAll(() => folder.remove());

/** Lines of all steps. */
const lines = () => steps.flatMap(({ run = '' }) => run.split('\n')).filter((line) => line !== '');

test('has the form that the service wants', () => {
  expect(Object.keys(workflow).sort()).toEqual(['jobs', 'name', 'on']);
  expect(workflow.on).toEqual(['push', 'pull_request']);
  expect(Object.keys(workflow.jobs)).toEqual(['build']);
  expect(workflow.jobs.build!['runs-on']).toBe('ubuntu-latest');
  for (const step of steps) {
    expect((step.run === undefined) !== (step.uses === undefined), JSON.stringify(step)).toBe(true);
    for (const key of Object.keys(step)) expect(['name', 'uses', 'with', 'if', 'run']).toContain(key);
    if (step.uses !== undefined) expect(step.uses).toMatch(/^actions\/[a-z-]+@v\d+$/);
    // A condition is an expression by itself, without ${{ }}.
    if (step.if !== undefined) expect(step.if).toMatch(/^(?:always\(\)|github\.[\w.]+ == '\w+')$/);
  }
});

test('installs what natmod doctor names for Debian', () => {
  const known = Object.keys(TOOLCHAINS).flatMap((arch) => installCommand(arch, 'debian', 'x86_64')?.split(' ') ?? []);
  const line = lines().find((text) => text.includes('apt-get install'))!;
  const packages = line.split(' ').slice(line.split(' ').indexOf('-y') + 1);
  expect(packages.length).toBeGreaterThan(4);
  expect(known).toEqual(expect.arrayContaining(packages));
});

test('calls natmod with options that exist', () => {
  const calls = lines().flatMap((line) => [...line.matchAll(/npx natmod ([^|>]*)/g)].map((match) => match[1]!.trim()));
  expect(calls.map((call) => call.split(' ')[0])).toEqual(['build', 'test', 'build', 'size']);
  for (const call of calls) {
    const [name, ...args] = call.split(' ');
    expect(Object.keys(COMMANDS)).toContain(name);
    expect(() => parse(name as CommandName, args), call).not.toThrow();
  }
});

describe('its steps', () => {
  const isMissing = !hasTool('git') || !hasTool('bash') || !hasTool('riscv64-unknown-elf-gcc');

  test.skipIf(isMissing)('run, on a pull request that makes the module larger', { timeout: 120_000 }, async () => {
    const shims = at('shims');
    const put = (name: string, text: string) => {
      writeFileSync(at('shims', name), `#!/bin/sh\n${text}\n`);
      chmodSync(at('shims', name), 0o755);
    };
    await execute('mkdir', ['-p', shims]);
    // Nothing is installed here.
    put('sudo', `echo "$@" >> "${at('asked')}"`);
    put('npm', `echo "npm $@" >> "${at('asked')}"`);
    put('npx', `shift\nexec "${process.execPath}" "${MAIN}" "$@"`);
    const env = {
      PATH: `${shims}${delimiter}${process.env.PATH}`,
      GITHUB_BASE_REF: 'main',
      GITHUB_STEP_SUMMARY: at('summary.md'),
      GIT_CONFIG_GLOBAL: at('gitconfig'),
      GIT_CONFIG_NOSYSTEM: '1',
    };
    const bash = (script: string, cwd: string) => execute('bash', ['-e', '-o', 'pipefail', '-c', script], { cwd, env });
    writeFileSync(at('gitconfig'), '[user]\n\tname = n\n\temail = n@example.org\n[init]\n\tdefaultBranch = main\n');
    const prepared = await bash(
      'git init -q && git add -A && git commit -qm one && git clone -q --bare . ../origin.git && ' +
        'git clone -q ../origin.git ../checkout',
      at('blink'),
    );
    expect([prepared.stderr, prepared.code]).toEqual(['', 0]);
    const source = at('checkout', 'blink.c');
    const more = 'mp_store_global(MP_QSTR_again, MP_OBJ_FROM_PTR(&blink_count_obj));\n    MP_DYNRUNTIME_INIT_EXIT';
    writeFileSync(source, readFileSync(source, 'utf8').replace('MP_DYNRUNTIME_INIT_EXIT', more));

    for (const { run } of steps) {
      if (run === undefined) continue;
      const { stderr, code } = await bash(run, at('checkout'));
      expect([run, code, code === 0 ? '' : stderr]).toEqual([run, 0, '']);
    }
    expect(readFileSync(at('asked'), 'utf8')).toMatch(
      /^apt-get update\napt-get install -y .*\nnpm install --no-save natmod\n$/,
    );
    expect(readFileSync(at('checkout', 'junit.xml'), 'utf8').match(/<testcase /g)).toHaveLength(2);
    const summary = readFileSync(at('summary.md'), 'utf8');
    // A row for each module, with what it has grown by.
    expect(summary).toMatch(/^\| blink\\_rv64imc\.mpy \|.*\(\+[1-9]/m);
    for (const { with: inputs } of steps) {
      for (const path of String(inputs?.path ?? '').split('\n')) {
        if (path !== '' && !path.includes('*')) expect(existsSync(at('checkout', path)), path).toBe(true);
      }
    }
  });
});
