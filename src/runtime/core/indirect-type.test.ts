// Hazard 11.1 of native-abi.md: a type object whose type word is the address of table entry 73.
import { expect, test } from 'vitest';
import { testRuntime } from '../test-runtime.fixture.js';

test.each(['VIRT_RV64', 'VIRT_RV32'] as const)('such a type works on %s and is warned of once', (board) => {
  const rt = testRuntime(board);
  const type = rt.alloc(16 * rt.W);
  rt.setField(type, 0, rt.funTable + 73 * rt.W);
  rt.mem.st16(type + rt.W + 2, rt.qstrs.intern('Odd'));
  const content = rt.field(rt.funTable, 73);
  expect([rt.typeOf(type), rt.typeOf(type)]).toEqual([content, content]);
  expect(rt.warnings).toEqual([
    expect.stringMatching(/^the type word of type 'Odd' is the address of mp_fun_table\.type_type/),
  ]);
  // A name that is no qstr does not get in the way.
  const nameless = rt.alloc(16 * rt.W);
  rt.setField(nameless, 0, rt.funTable + 73 * rt.W);
  rt.mem.st16(nameless + rt.W + 2, 0xffff);
  expect(rt.typeOf(nameless)).toBe(content);
  expect(rt.warnings).toHaveLength(2);
});
