// The kit's Python scripts on both boards, three ways: from source under the name <stdin>, as the reference compiler's
// .mpy, and, for RV32, as the machine code that the cross compiler makes of decorated functions.

import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { HostFileError, type HostFileSystem } from '../../src/runtime/index.js';
import { type Board, createBoard, PythonError } from '../../src/system/index.js';
import { BOARDS, collectOutput, firstOf, kitFile, kitOutput, kitPath, knownFailures } from './kit.js';

const EROFS = 30;
const known = knownFailures();
const scripts = readdirSync(kitPath('python'))
  .filter((file) => file.endsWith('.py') && file !== 'run.py')
  .map((file) => file.slice(0, -3));

interface Outcome {
  readonly out: string;
  /** The text of the uncaught exception, '' for none. */
  readonly err: string;
}

function run(board: Parameters<typeof createBoard>[0], body: (b: ReturnType<typeof createBoard>) => void): Outcome {
  const out = collectOutput();
  const b = createBoard({ limits: 'board', timeout: 60, ...board, outputBytes: out.outputBytes });
  try {
    body(b);
  } catch (e) {
    return { out: out.text(), err: e instanceof PythonError ? e.traceback : String(e) };
  }
  return { out: out.text(), err: '' };
}

/** Fails with a diff, unless the case is a known failure: then it fails when the case passes. */
function check(key: string, actual: Outcome, expected: Outcome): void {
  if (!known.has(key)) {
    expect(actual).toEqual(expected);
    return;
  }
  const same = actual.out === expected.out && actual.err === expected.err;
  expect(same, `${key} passes now: take it out of known-failures.txt`).toBe(false);
}

/** A file system with one file, mounted where the kit mounted its own: scripts list the root. */
function mount(board: Board, file: string, bytes: Uint8Array): void {
  const refuse = (): never => {
    throw new HostFileError(EROFS, 'read-only');
  };
  const files: HostFileSystem = {
    writable: false,
    stat: (path) =>
      path === file || path === '' ? { directory: path === '', size: bytes.length, mtime: 0 } : undefined,
    list: (path) => (path === '' ? [file] : undefined),
    read: (path) => (path === file ? bytes : undefined),
    ...{ write: refuse, makeDirectory: refuse, remove: refuse, rename: refuse },
  };
  board.mountFolder(files, '/nm');
  board.setArguments([], ['', '.frozen', '/nm']);
}

const textOf = (path: string | undefined): string => (path === undefined ? '' : kitOutput(path));

describe.each(BOARDS)('scripts on $board', ({ board, short }) => {
  test.each(scripts)('%s', (name) => {
    const expected = {
      out: kitOutput(`python/${name}.${short}.exp`),
      err: textOf(firstOf(`python/${name}.${short}.err`)),
    };
    const actual = run({ board }, (b) => b.runScript(kitFile(`python/${name}.py`)));
    check(`source/${name}.${short}`, actual, expected);
  });
});

describe.each(BOARDS)('compiled scripts on $board', ({ board, short }) => {
  test.each(scripts)('%s', (name) => {
    const expected = {
      out: textOf(firstOf(`python/${name}.mpy.${short}.exp`, `python/${name}.${short}.exp`)),
      err: withoutImporter(textOf(firstOf(`python/${name}.mpy.${short}.err`, `python/${name}.${short}.err`))),
    };
    const actual = run({ board }, (b) => {
      mount(b, `${name}.mpy`, kitFile(`python/${name}.mpy`));
      b.importModule(name);
    });
    check(`mpy/${name}.${short}`, actual, expected);
  });
});

const native = readdirSync(kitPath('python/native-emitted'))
  .filter((file) => file.endsWith('.mpy'))
  .map((file) => file.slice(0, -4));

describe('native-emitted scripts on VIRT_RV32', () => {
  test.each(native)('%s', (name) => {
    const expected = {
      out: kitOutput(`python/native-emitted/${name}.rv32.exp`),
      err: withoutImporter(textOf(firstOf(`python/native-emitted/${name}.rv32.err`))),
    };
    const actual = run({ board: 'VIRT_RV32' }, (b) => {
      mount(b, `${name}.mpy`, kitFile(`python/native-emitted/${name}.mpy`));
      b.importModule(name);
    });
    check(`native/${name}.rv32`, actual, expected);
  });
});

/** The first entry of a recorded traceback is the script that imported the module; there is none here. */
function withoutImporter(err: string): string {
  const lines = err.split('\n');
  const at = lines.findIndex((line) => line.startsWith('  File "<stdin>"'));
  if (at >= 0) lines.splice(at, 1);
  // An exception that only the importer saw has no traceback of its own.
  if (!lines.some((line) => line.startsWith('  File ')))
    return lines.filter((line) => !line.startsWith('Traceback')).join('\n');
  return lines.join('\n');
}
