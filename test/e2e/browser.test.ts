// Everything but natmod/node must run in a browser: bundled for one, then run in a context that has what every browser
// has and nothing of Node.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { build } from 'esbuild';
import { beforeAll, describe, expect, test } from 'vitest';
import { CONFORMANCE, ensureBuilt, ROOT } from '../helpers/cli.js';

const ENTRIES = ['index', 'mpy', 'link', 'machine', 'runtime'];

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
const browserGlobals = () => ({ TextEncoder, TextDecoder, WebAssembly, Uint8Array, ArrayBuffer });

describe('in a browser', () => {
  beforeAll(ensureBuilt);

  test('hello is linked, inspected and run', async () => {
    const code = await bundle(`
      import * as natmod from './dist/index.js';
      ${ENTRIES.map((name) => `import * as ${name}_ from './dist/${name}.js';`).join('\n')}
      export const entries = [${ENTRIES.map((name) => `${name}_`).join(', ')}];
      export function hello(object, qstrs) {
        const arch = 'rv64imc';
        const { mpy } = natmod.link({ arch, objects: [{ name: 'hello.o', bytes: object }], qstrs, sourceName: 'hello.mpy' });
        const board = natmod.createBoard({ board: 'VIRT_RV64' });
        board.addModule('hello', mpy);
        const module = board.importModule('hello');
        return JSON.stringify([
          natmod.inspect(mpy).header.archName,
          module.method('add', 40, 2).repr(),
          module.get('greeting').str(),
        ]);
      }`);
    const hello = join(CONFORMANCE, 'hello');
    const context = createContext({
      ...browserGlobals(),
      object: new Uint8Array(readFileSync(join(hello, 'rv64imc', 'hello.o'))),
      qstrs: readFileSync(join(hello, 'hello.qstr.h'), 'utf8'),
    });
    expect(runInContext('typeof process + typeof Buffer + typeof require', context)).toBe('undefined'.repeat(3));
    runInContext(code, context);
    expect(runInContext('result.entries.length', context)).toBe(ENTRIES.length);
    expect(JSON.parse(runInContext('result.hello(object, qstrs)', context))).toEqual(['rv64imc', '42', 'good_day']);
  });

  test('natmod/node is what cannot be bundled', async () => {
    await expect(bundle("export * from './dist/node.js'")).rejects.toThrow(/node:fs/);
  });
});
