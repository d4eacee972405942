// The `sys` module, as far as it needs no file system and no REPL (boards-and-runner.md A8).

import { composeMpyAttribute } from '../../abi/index.js';
import { MICROPYTHON_VERSION } from '../boards.js';
import { bstr } from '../core/bstr.js';
import { printException } from '../core/print-exception.js';
import { raiseArgs } from '../core/raise.js';
import type { Runtime } from '../core/runtime.js';
import { funVar, heapValue, type ModuleDef, value } from '../core/typedef.js';
import { NONE, qstrWord, type Word } from '../core/word.js';
import { newAttrTuple } from '../objects/attrtuple.js';
import { SystemExitType } from '../objects/exceptions.js';
import { newInt, newIntBig } from '../objects/int.js';
import { newList } from '../objects/list.js';
import { newStr } from '../objects/str.js';
import { consoleStream } from '../objects/text-io.js';
import { tupleOf } from '../objects/tuple.js';
import { StreamPrinter } from './builtin-print.js';

function permanent(rt: Runtime, w: Word): Word {
  rt.permanent.push(w);
  return w;
}

function implementation(rt: Runtime): Word {
  const at = rt.sp;
  rt.push(newStr(rt, 'micropython'));
  const [numbers = '', label = ''] = MICROPYTHON_VERSION.split('-');
  rt.push(tupleOf(rt, ...numbers.split('.').map((n) => newInt(rt, Number(n))), newStr(rt, label)));
  rt.push(newStr(rt, bstr(rt.config.machine)));
  rt.push(newInt(rt, composeMpyAttribute(rt.config.mpyArch, rt.config.archFlags)));
  rt.push(newStr(rt, rt.config.name));
  const tuple = newAttrTuple(rt, ['name', 'version', '_machine', '_mpy', '_build'], at);
  rt.sp = at;
  return tuple;
}

export const sysModule: ModuleDef = {
  name: 'sys',
  extensible: false,
  members: {
    argv: heapValue((rt) => rt.toStatic(newList(rt, rt.sp, 0))),
    byteorder: value((rt) => newStr(rt, 'little')),
    exit: funVar(0, 1, (rt, nArgs, at) => raiseArgs(rt, SystemExitType, ...(nArgs > 0 ? [rt.stack[at]!] : []))),
    implementation: value((rt) => permanent(rt, implementation(rt))),
    maxsize: heapValue((rt) => permanent(rt, rt.is64 ? newIntBig(rt, (1n << 63n) - 1n) : newInt(rt, 2 ** 31 - 1))),
    modules: value((rt) => rt.rootWords.modules!),
    path: heapValue((rt) => {
      const at = rt.sp;
      rt.push(newStr(rt, ''));
      rt.push(qstrWord(rt.qstrs.intern('.frozen')));
      const list = rt.toStatic(newList(rt, at, 2));
      rt.sp = at;
      return list;
    }),
    print_exception: funVar(1, 2, (rt, nArgs, at) => {
      const printer = nArgs > 1 ? new StreamPrinter(rt, rt.stack[at + 1]!) : rt.console;
      printException(rt, printer, rt.stack[at]!);
      return NONE;
    }),
    ps1: value((rt) => newStr(rt, '>>> ')),
    ps2: value((rt) => newStr(rt, '... ')),
    stderr: value((rt) => consoleStream(rt, 2, true)),
    stdin: value((rt) => consoleStream(rt, 0, true)),
    stdout: value((rt) => consoleStream(rt, 1, true)),
    platform: value((rt) => newStr(rt, 'qemu')),
    version: value((rt) => permanent(rt, newStr(rt, `3.4.0; MicroPython v${MICROPYTHON_VERSION}`))),
    version_info: value((rt) => permanent(rt, tupleOf(rt, newInt(rt, 3), newInt(rt, 4), newInt(rt, 0)))),
  },
};
