import { expect, test } from 'vitest';
import { GuestFault } from '../../machine/index.js';
import { SENTINEL, smallInt } from '../core/word.js';
import { testRuntime } from '../test-runtime.fixture.js';
import { memoryType } from './machine.js';

// Machine code may call the slots of any type with any object.
test.each(['VIRT_RV64', 'VIRT_RV32'] as const)('machine.mem of an object of another type on %s', (board) => {
  const rt = testRuntime(board);
  const other = rt.allocStatic(2 * rt.W);
  expect(() => memoryType.subscr!(rt, other, smallInt(0), SENTINEL)).toThrow(GuestFault);
});
