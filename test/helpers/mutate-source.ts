// Python sources with damage that keeps most of the grammar alive: whole tokens, lines and blocks are dropped, doubled,
// swapped and replaced.

import { readdirSync, readFileSync } from 'node:fs';
import type { Random } from './random.js';

const FOLDERS = ['../differential/scripts/', '../conformance/python/'].map((path) => new URL(path, import.meta.url));

const sources = FOLDERS.flatMap((folder) =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.py') && file !== 'run.py')
    .sort()
    .map((file) => readFileSync(new URL(file, folder), 'utf8')),
);

const TOKEN = /\s+|\w+|"[^"\n]*"|'[^'\n]*'|[-+*/%<>=!&|^~@:]=?|./gs;

/** Pieces to put in: separated by `¦`. */
const PIECES =
  "(¦)¦[¦]¦{¦}¦:¦,¦;¦=¦:=¦*¦**¦@¦.¦...¦-¦~¦not¦in¦is¦if¦else¦elif¦for¦while¦lambda¦yield¦await¦async¦break¦continue¦pass¦def¦class¦with¦try¦except¦finally¦return¦global¦nonlocal¦del¦import¦from¦as¦raise¦assert¦None¦True¦1¦0x¦'a'¦b'a'¦f'{a}'¦f'{'¦1.5¦1j¦x¦x.y¦x[0]¦f(x)¦*x¦**x¦a=1¦\n¦\n\t¦\n    ¦\\\n¦_¦__debug__¦print¦->¦+=¦==¦!=¦<>¦?¦$¦!¦`¦1_000¦0777¦0b2¦é¦#¦\"\"\"¦'''¦rb''¦u''¦super()¦__class__¦await x¦yield x¦yield from x¦lambda:0¦lambda *a:a¦*a,b=c¦(*a,)¦{**a}¦{*a}¦[*a]¦a:int¦a:int=1¦@f\n¦async def f():pass¦async for x in y:pass¦async with x:pass¦import a.b.c¦from . import x¦from x import *¦global x¦nonlocal x¦del x¦return x¦except:¦else:¦finally:¦\nx = [x for x in x]\n¦1 if 2 else 3¦x[1:2, ::3]¦(x := 5)".split(
    '¦',
  );

/** Expressions that must fail at once. */
export const HUGE: readonly string[] = ['9 ** 9 ** 9', '1 << 99999999', "'x' * 99999999"];

/** Some lines of a script, from one that is not indented on, with one to three edits. */
export function mutant(random: Random, more: readonly string[] = []): string {
  const pieces = [...PIECES, ...more];
  const lines = random.pick(sources).split('\n');
  let start = random.below(lines.length);
  while (start > 0 && /^\s/.test(lines[start]!)) start--;
  const tokens: string[] =
    lines
      .slice(start, start + 3 + random.below(12))
      .join('\n')
      .match(TOKEN) ?? [];
  for (let edits = 1 + random.below(3); edits > 0; edits--) {
    const at = random.below(tokens.length + 1);
    switch (random.below(6)) {
      case 0:
        tokens.splice(at, 1);
        break;
      case 1:
        tokens.splice(at, 0, ` ${random.pick(pieces)} `);
        break;
      case 2:
        tokens.splice(at, 1, random.pick(pieces));
        break;
      case 3: {
        const other = random.below(tokens.length + 1);
        [tokens[at], tokens[other]] = [tokens[other] ?? '', tokens[at] ?? ''];
        break;
      }
      case 4:
        tokens.splice(at, 0, ...tokens.slice(at, at + 1 + random.below(6)));
        break;
      default:
        tokens.splice(at, 1 + random.below(4));
    }
  }
  return tokens.join('');
}
