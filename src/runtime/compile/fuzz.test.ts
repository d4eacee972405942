// Mutated sources: whatever comes in, a module that reads back or a CompileError comes out.

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { randomFrom } from '../../../test/helpers/random.js';
import { readMpy, writeMpy } from '../../mpy/index.js';
import { CompileError, compile } from './index.js';

const PYTHON = new URL('../../../test/conformance/python/', import.meta.url);
const ROUNDS = process.env.NATMOD_TEST === 'all' ? 20_000 : 400;

const SNIPPETS =
  "( ) [ ] { } : , ; = := * ** @ . ... - not in is if else for lambda yield await async def class with try except finally return global nonlocal del import from as f\"{ }\" ''' \\ \n \n\t 0x 1e 1j 0b é \0 __debug__ const( super()".split(
    ' ',
  );

const sources = readdirSync(PYTHON)
  .filter((name) => name.endsWith('.py') && name !== 'run.py')
  .map((name) => new Uint8Array(readFileSync(new URL(name, PYTHON))));
const encoder = new TextEncoder();

/** A piece of a script, with a few edits. */
function mutant(random: (limit: number) => number): Uint8Array {
  const source = sources[random(sources.length)]!;
  let start = random(source.length);
  // From a line that is not indented.
  while (start > 0 && !(source[start - 1] === 10 && source[start]! > 32)) start--;
  let bytes = [...source.subarray(start, start + 1 + random(600))];
  for (let edits = random(5); edits > 0; edits--) {
    const at = random(bytes.length + 1);
    switch (random(4)) {
      case 0:
        bytes[at] = random(256);
        break;
      case 1:
        bytes.splice(at, 1 + random(10));
        break;
      case 2:
        bytes.splice(at, 0, ...encoder.encode(` ${SNIPPETS[random(SNIPPETS.length)]} `));
        break;
      default:
        bytes = [...bytes.slice(0, at), ...bytes.slice(random(bytes.length + 1))];
    }
  }
  return Uint8Array.from(bytes);
}

/** 'module', or the message. Anything else is thrown on. */
function outcome(source: Uint8Array, mode: 'file' | 'single' | 'eval'): string {
  try {
    const module = compile(source, { fileName: 'f.py', mode, firmware: mode !== 'file' });
    // Invalid UTF-8 grows when it is written as text.
    const isShort = !module.qstrs.some(({ text }) => text.length > 80);
    if (isShort) readMpy(writeMpy(module));
    return 'module';
  } catch (error) {
    if (error instanceof CompileError) return error.message;
    throw new Error(`${JSON.stringify(new TextDecoder().decode(source))}: ${(error as Error).stack}`);
  }
}

describe('fuzz', () => {
  it(`${ROUNDS} mutants give a module or a CompileError`, { timeout: 600_000 }, () => {
    const random = randomFrom(20260101).below;
    const seen = new Map<string, number>();
    for (let i = 0; i < ROUNDS; i++) {
      const result = outcome(mutant(random), (['file', 'file', 'single', 'eval'] as const)[random(4)]!);
      seen.set(result, (seen.get(result) ?? 0) + 1);
    }
    // The mutants reach both ends, and more than the parser.
    expect(seen.get('module') ?? 0).toBeGreaterThan(ROUNDS / 50);
    expect(seen.get('invalid syntax') ?? 0).toBeGreaterThan(ROUNDS / 50);
    expect(seen.size).toBeGreaterThan(4);
  });
});
