// The package as npm would publish it, installed where there is nothing else: in a folder with spaces, without network.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CONFORMANCE, emptyFolder, ensureBuilt, execute, type Finished, ROOT } from '../helpers/cli.js';

const folder = emptyFolder();
const installed = (...path: string[]) => join(folder.path, 'node_modules', 'natmod', ...path);
afterAll(() => folder.remove());

/** npm by its JavaScript file, so that no shell has to quote the path. */
const npmCli = process.env.npm_execpath ?? join(process.execPath, '../../lib/node_modules/npm/bin/npm-cli.js');
const hasNpm = existsSync(npmCli);
const npm = (...args: string[]) => execute(process.execPath, [npmCli, ...args], { cwd: folder.path });

function succeed(result: Finished): Finished {
  if (result.code !== 0) throw new Error(`status ${result.code}\n${result.stdout}\n${result.stderr}`);
  return result;
}

describe.skipIf(!hasNpm)('the package (needs npm)', () => {
  let packed: { readonly files: readonly { readonly path: string }[]; readonly filename: string };

  beforeAll(async () => {
    await ensureBuilt();
    const { stdout } = succeed(
      await npm('pack', ROOT, '--ignore-scripts', '--json', '--pack-destination', folder.path),
    );
    packed = JSON.parse(stdout)[0];
    writeFileSync(join(folder.path, 'package.json'), '{ "name": "user", "private": true, "type": "module" }\n');
    const options = ['--ignore-scripts', '--offline', '--no-audit', '--no-fund'];
    succeed(await npm('install', ...options, `./${packed.filename}`));
  });

  test('brings nothing along', () => {
    expect(readdirSync(join(folder.path, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual(['natmod']);
  });

  test('holds the build and its documents, and no sources or tests', () => {
    const paths = packed.files.map((file) => file.path);
    for (const path of [
      'dist/index.js',
      'dist/cli/main.js',
      'dist/THIRD-PARTY.txt',
      'include/py/dynruntime.h',
      'include/tools/mpy-ld.mjs',
    ]) {
      expect(paths).toContain(path);
    }
    const documents = ['README.md', 'LICENSE', 'CHANGELOG.md', 'package.json', 'natmod.schema.json'];
    expect(paths.filter((path) => !/^(dist|include)\//.test(path)).sort()).toEqual(documents.sort());
    expect(paths.filter((path) => /\.test\.|fixture/.test(path))).toEqual([]);
    // Declarations of what no entry leads to would be dead weight.
    expect(paths.filter((path) => path.startsWith('dist/types/cli/'))).toEqual([]);
  });

  test('every entry of exports is there and loads', async () => {
    const { exports } = JSON.parse(readFileSync(installed('package.json'), 'utf8'));
    const names = Object.keys(exports).filter((name) => name !== './package.json');
    const script = names.map((name) => `await import('natmod${name.slice(1)}');`).join('\n');
    writeFileSync(join(folder.path, 'load.mjs'), script);
    succeed(await execute(process.execPath, ['load.mjs'], { cwd: folder.path }));
  });

  test('the program runs', async () => {
    const program = join(folder.path, 'node_modules', '.bin', process.platform === 'win32' ? 'natmod.cmd' : 'natmod');
    const windows = process.platform === 'win32' ? [installed('dist', 'cli', 'main.js')] : [program];
    const run = (...args: string[]) => execute(process.execPath, [...windows, ...args], { cwd: folder.path });
    expect(existsSync(program)).toBe(true);
    const hello = join(CONFORMANCE, 'hello');
    const linkArgs = ['link', '--arch', 'rv32imc', '--qstrs', join(hello, 'hello.qstr.h'), '-o', 'hello.mpy'];
    succeed(await run(...linkArgs, join(hello, 'rv32imc', 'hello.o')));
    expect(readFileSync(join(folder.path, 'hello.mpy'))).toEqual(readFileSync(join(hello, 'rv32imc', 'hello.mpy')));
    expect((await run('call', 'hello.mpy', 'add', '2', '3')).stdout).toBe('5\n');
    expect((await run('inspect', 'hello.mpy')).stdout).toContain('rv32imc');
  });

  test('the library runs', async () => {
    const mpy = join(CONFORMANCE, 'hello', 'rv64imc', 'hello.mpy');
    writeFileSync(
      join(folder.path, 'use.mjs'),
      `import { readFileSync } from 'node:fs';
       import { createBoard, inspect } from 'natmod';
       const bytes = readFileSync(${JSON.stringify(mpy)});
       const board = createBoard({ board: 'VIRT_RV64' });
       board.addModule('hello', bytes);
       const result = board.importModule('hello').method('add', 20, 22).repr();
       console.log(JSON.stringify([inspect(bytes).header.archName, result]));`,
    );
    const { stdout } = succeed(await execute(process.execPath, ['use.mjs'], { cwd: folder.path }));
    expect(JSON.parse(stdout)).toEqual(['rv64imc', '42']);
  });

  test('npx runs it and tells its version', async () => {
    const { version } = JSON.parse(readFileSync(installed('package.json'), 'utf8'));
    expect(succeed(await npm('exec', '--offline', '--', 'natmod', '--version')).stdout).toContain(version);
  });

  // Declarations take longer to make than the rest: the quick build leaves them out, and so does its package.
  test.skipIf(!existsSync(join(ROOT, 'dist', 'types', 'index.d.ts'))).each([
    ['nodenext', 'nodenext', ['es2022', 'dom']],
    ['node16', 'node16', ['es2022', 'dom']],
    ['esnext', 'bundler', ['es2022', 'dom']],
    // Without the DOM library nothing declares WebAssembly.
    ['esnext', 'bundler', ['es2022']],
  ])('its declarations check in a strict project: %s, %s, %j (needs `npm run build`)', async (module, how, lib) => {
    const names = Object.keys(JSON.parse(readFileSync(installed('package.json'), 'utf8')).exports);
    const entries = names.filter((name) => name !== './package.json');
    writeFileSync(
      join(folder.path, 'use.ts'),
      `${entries.map((name, i) => `import * as entry${i} from 'natmod${name.slice(1)}';`).join('\n')}
       import { type Board, createBoard, inspect, link, PythonError } from 'natmod';
       import { readMpy } from 'natmod/mpy';
       import { GuestMemory } from 'natmod/machine';
       const board: Board = createBoard({ board: 'VIRT_RV32', timeout: 5 });
       const text: string = board.importModule('sys').get('platform').repr();
       const size: number = readMpy(new Uint8Array(4)).qstrs.length + inspect(new Uint8Array(4)).size;
       const mpy: Uint8Array = link({ arch: 'rv64imc', objects: [], sourceName: 'x.mpy' }).mpy;
       const first: number = new GuestMemory(1).memory.buffer.byteLength;
       // @ts-expect-error there is no such board
       createBoard({ board: 'VIRT_RV128' });
       export const all = [${entries.map((_, i) => `entry${i}`).join(', ')}];
       export { first, mpy, PythonError, size, text };`,
    );
    const options = { noEmit: true, strict: true, skipLibCheck: false, types: [], target: 'es2022' };
    const compilerOptions = { ...options, module, moduleResolution: how, lib };
    writeFileSync(join(folder.path, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['use.ts'] }));
    const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
    succeed(await execute(process.execPath, [tsc, '-p', '.'], { cwd: folder.path }));
  });
});
