// Bytecode that no compiler makes must end as well: in a result, an exception, a crash report or at the time limit.
import { expect, test } from 'vitest';
import { OP } from '../../abi/index.js';
import { readMpy, writeMpy } from '../../mpy/index.js';
import { createBoard } from '../../system/index.js';
import { compile } from '../compile/index.js';
import { Op } from './loop.js';

/** A module that calls a function of `opcodes` with an iterator that has ended. The function has 70 locals. */
function moduleOf(opcodes: readonly number[]): Uint8Array {
  const locals = Array.from({ length: 69 }, (_, i) => `v${i} = 0`).join('; ');
  const source = `def f(ended):\n    ${locals}\nf(i for i in ())`;
  const file = readMpy(writeMpy(compile(source, { fileName: 'o.py' })));
  const [f, ...others] = file.code.children;
  if (f?.kind !== 'bytecode') throw new Error('no bytecode');
  const prelude = f.data.subarray(0, f.prelude.endOffset - f.dataOffset);
  const made = { ...f, data: Uint8Array.from([...prelude, ...opcodes]) };
  return writeMpy({ ...file, code: { ...file.code, children: [made, ...others] } });
}

test.each(['VIRT_RV64', 'VIRT_RV32'] as const)('no endless loop between operations and operands on %s', (board) => {
  const smallInt = (value: number) => [OP.LOAD_CONST_SMALL_INT, 0x80, value];
  // END_FINALLY takes two small ints for an UNWIND_JUMP that has left all blocks, and goes to the first.
  const target = Op.DUP_TOP_TWO;
  const enter = [OP.LOAD_FAST_MULTI, OP.STORE_FAST_MULTI + 4, ...smallInt(target), ...smallInt(0), OP.END_FINALLY];
  const padding = new Array((target - 1) / 2 - 5).fill(OP.LOAD_CONST_NONE);
  // Their operands, taken for operations: LOAD_FAST 4, GET_ITER_STACK, and a FOR_ITER that goes back to the target.
  const loop = [Op.LOAD_FAST, Op.GET_ITER_STACK, Op.FOR_ITER].flatMap((operand) => [OP.LOAD_FAST_N, operand]);
  const module = moduleOf([...enter, ...padding, ...loop, OP.DUP_TOP_TWO, OP.RETURN_VALUE]);
  let looks = 0;
  const guest = createBoard({ board, timeout: 3, now: () => 1000 * looks++ });
  expect(() => guest.runMpy(module, 'o.mpy')).toThrow('NameError: local variable referenced before assignment');
});
