// help(): a greeting, the names of an object, or the modules there are (python-dialect.md section 19).

import { mapEntries } from '../core/hash-map.js';
import { printObject } from '../core/print.js';
import { PRINT_STR } from '../core/printer.js';
import type { Runtime } from '../core/runtime.js';
import { funVar } from '../core/typedef.js';
import { type Addr, NONE, NULL, type Word } from '../core/word.js';
import { dictMap, isDict } from '../objects/dict.js';
import { moduleType } from '../objects/module.js';
import { isStr, strValue } from '../objects/str-data.js';
import { isTypeObject } from '../objects/type.js';
import { FROZEN_NAMES } from './frozen/index.js';

const GREETING = `Welcome to MicroPython!

For online docs please visit http://docs.micropython.org/

Control commands:
  CTRL-A        -- on a blank line, enter raw REPL mode
  CTRL-B        -- on a blank line, enter normal REPL mode
  CTRL-C        -- interrupt a running program
  CTRL-D        -- on a blank line, exit or do a soft reset
  CTRL-E        -- on a blank line, enter paste mode

For further help on a specific object, type help(obj)
`;
const COLUMNS = 4;
const COLUMN_WIDTH = 18;

export const help = funVar(0, 1, (rt, nArgs, at) => {
  const w = nArgs > 0 ? rt.stack[at]! : NULL;
  if (w === NULL) rt.console.write(GREETING);
  else if (isStr(rt, w) && strValue(rt, w) === 'modules') printModules(rt);
  else printMembers(rt, w);
  return NONE;
});

/** The names run down the columns. */
function printModules(rt: Runtime): void {
  const names = ['__main__', ...rt.builtinModules.keys(), ...FROZEN_NAMES].sort();
  const rows = Math.ceil(names.length / COLUMNS);
  for (let row = 0; row < rows; row++) {
    const line: string[] = [];
    for (let i = row; i < names.length; i += rows)
      line.push(names[i]!.padEnd(Math.ceil((names[i]!.length + 1) / COLUMN_WIDTH) * COLUMN_WIDTH));
    rt.console.write(`${line.join('').trimEnd()}\n`);
  }
  rt.console.write('Plus any modules on the filesystem\n');
}

function printMembers(rt: Runtime, w: Word): void {
  const out = rt.console;
  out.write('object ');
  printObject(rt, out, w, PRINT_STR);
  out.write(` is of type ${rt.typeNameOf(w)}\n`);
  const map = membersOf(rt, w);
  if (map === 0) return;
  for (const { key, value } of mapEntries(rt, map)) {
    const mark = rt.heap.mark();
    rt.heap.root(key);
    rt.heap.root(value);
    out.write('  ');
    printObject(rt, out, key, PRINT_STR);
    out.write(' -- ');
    printObject(rt, out, value, PRINT_STR);
    out.write('\n');
    rt.heap.release(mark);
  }
}

/** The map of a module's globals, or of the class that the object is or has; 0 if there is none. */
function membersOf(rt: Runtime, w: Word): Addr {
  let dict: Addr;
  if (rt.isType(w, moduleType)) dict = rt.field(w, 1);
  else dict = rt.slot(isTypeObject(rt, w) ? w : rt.typeOf(w), 'locals_dict');
  return dict !== 0 && isDict(rt, dict) ? dictMap(rt, dict) : 0;
}
