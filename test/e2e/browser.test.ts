// Everything but natmod/node must run in a browser: bundled for one, then run in a context that has what every browser
// has and nothing of Node.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { type BuildFailure, build } from 'esbuild';
import { beforeAll, describe, expect, test } from 'vitest';
import { CONFORMANCE, ensureBuilt, ROOT } from '../helpers/cli.js';
import { assembledModule } from '../helpers/modules.js';

/** All of package.json's exports but /node, as users import them: npm and bundlers resolve a package's own name to itself. */
const { exports } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  exports: Record<string, unknown>;
};
const ENTRIES = Object.keys(exports).filter((name) => name !== './node' && name !== './package.json');

async function bundle(script: string): Promise<string> {
  const result = await build({
    stdin: { contents: script, resolveDir: ROOT },
    bundle: true,
    write: false,
    platform: 'browser',
    format: 'iife',
    globalName: 'result',
    target: 'es2022',
    logLevel: 'silent',
  });
  return result.outputFiles[0]!.text;
}

/** What pages have and the language does not bring along. */
const browserGlobals = () => ({ TextEncoder, TextDecoder, WebAssembly, console, Uint8Array, ArrayBuffer });

const BOARDS = [
  ['VIRT_RV64', 'rv64imc'],
  ['VIRT_RV32', 'rv32imc'],
] as const;

describe('in a browser', () => {
  let code: string;
  beforeAll(async () => {
    await ensureBuilt();
    code = await bundle(`
      import * as natmod from 'natmod';
      ${ENTRIES.map((name, i) => `import * as entry${i} from 'natmod${name.slice(1)}';`).join('\n')}
      export const entries = { ${ENTRIES.map((name, i) => `'${name}': entry${i}`).join(', ')} };
      export function hello(name, arch, object, qstrs) {
        const { mpy } = natmod.link({ arch, objects: [{ name: 'hello.o', bytes: object }], qstrs, sourceName: 'hello.mpy' });
        let printed = '';
        const board = natmod.createBoard({ board: name, output: (text) => (printed += text) });
        board.addModule('hello', mpy);
        const module = board.importModule('hello');
        board.runScript('import hello\\nprint([hello.add(i, 1) for i in range(3)], end="")');
        return JSON.stringify([
          natmod.inspect(mpy).header.archName,
          module.method('add', 40, 2).repr(),
          module.get('greeting').str(),
          printed,
        ]);
      }
      export function crash(mpy) {
        const board = natmod.createBoard({ board: 'VIRT_RV64' });
        board.addModule('made', mpy);
        try {
          board.importModule('made');
        } catch (error) {
          return error instanceof natmod.GuestCrash && entries['./debug'].formatCrashReport(error.report);
        }
      }`);
  });

  const page = (globals: Record<string, unknown>) => {
    const context = createContext({ ...browserGlobals(), ...globals });
    expect(runInContext('typeof process + typeof Buffer + typeof require', context)).toBe('undefined'.repeat(3));
    runInContext(code, context);
    return (expression: string): unknown => runInContext(expression, context);
  };

  test('every entry but natmod/node exports something', () => {
    const names = page({})('Object.entries(result.entries).map(([name, all]) => [name, Object.keys(all).length])');
    expect(JSON.parse(JSON.stringify(names))).toEqual(ENTRIES.map((name) => [name, expect.any(Number)]));
    for (const [, count] of names as [string, number][]) expect(count).toBeGreaterThan(0);
    expect(ENTRIES).toEqual(expect.arrayContaining(['.', './mpy', './link', './machine', './runtime', './debug']));
  });

  test.each(BOARDS)('hello is linked, inspected and run on %s', (board, arch) => {
    const hello = join(CONFORMANCE, 'hello');
    const evaluate = page({
      board,
      arch,
      object: new Uint8Array(readFileSync(join(hello, arch, 'hello.o'))),
      qstrs: readFileSync(join(hello, 'hello.qstr.h'), 'utf8'),
    });
    const found = JSON.parse(evaluate('result.hello(board, arch, object, qstrs)') as string);
    expect(found).toEqual([arch, '42', 'good_day', '[1, 2, 3]']);
  });

  test('a crash is reported', () => {
    const text = page({ mpy: assembledModule('lw a0, 0(zero)\n c.jr ra') })('result.crash(mpy)');
    expect(text).toContain('0x0');
    expect(text).toMatch(/\bra\b/);
  });

  test('natmod/node is what cannot be bundled', async () => {
    const { errors } = (await bundle("export * from 'natmod/node'").catch((failure) => failure)) as BuildFailure;
    expect(errors.map((error) => error.text)).toContainEqual(expect.stringContaining('"node:fs"'));
  });
});
