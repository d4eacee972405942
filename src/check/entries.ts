// What the functions of the runtime expect of machine code and do to its memory, as a table: objects they take, memory
// they read and write. Numbers are positions of arguments, which are registers too, because nothing wide stands before a
// pointer (src/abi/fun-table.ts; native-abi.md section 2). Where the size of what is written is not known exactly it is
// given too large: then too much counts as written, never too little.

import type { CheckTarget } from './model.js';

/** Reads an argument as an unsigned word; Infinity if it is no sound size or address. */
export type Args = (index: number) => number;

export interface Range {
  readonly arg: number;
  readonly bytes: (args: Args, W: number, target: CheckTarget) => number;
  /** NULL is allowed. */
  readonly nullable?: boolean;
  /** The size is an upper bound: do not look whether all of it may be used. */
  readonly loose?: boolean;
}

export interface EntryRule {
  /** Arguments that must be objects. */
  readonly objects?: readonly number[];
  /** Arguments that may be NULL or MP_OBJ_SENTINEL as well. */
  readonly anyObjects?: readonly number[];
  readonly container?: readonly [arg: number, kind: 'list' | 'dict' | 'set'];
  readonly exceptionType?: number;
  readonly reads?: readonly Range[];
  readonly writes?: readonly Range[];
}

const words =
  (count: (args: Args) => number) =>
  (args: Args, W: number): number =>
    count(args) * W;
const fixed = (count: number) => words(() => count);
const low = (n: number): number => (n & 255) + 2 * ((n >> 8) & 255);
const bytes = (count: (args: Args) => number) => (args: Args) => count(args);

const NLR_WORDS = 16;
const MAX_STATE_WORDS = 512;
const MAX_ELEMENT = 8;
const SEEK_REQUEST = 2;

/** By name of the mp_fun_table entry. */
export const ENTRY_RULES: Readonly<Record<string, EntryRule>> = {
  native_from_obj: { objects: [0] },
  load_attr: { objects: [0] },
  load_method: { objects: [0], writes: [{ arg: 2, bytes: fixed(2) }] },
  load_method_maybe: { objects: [0], writes: [{ arg: 2, bytes: fixed(2) }] },
  load_super_method: { writes: [{ arg: 1, bytes: fixed(2) }] },
  store_name: { objects: [1] },
  store_global: { objects: [1] },
  store_attr: { objects: [0], anyObjects: [2] },
  obj_subscr: { objects: [0, 1], anyObjects: [2] },
  obj_is_true: { objects: [0] },
  unary_op: { objects: [1] },
  binary_op: { objects: [1, 2] },
  new_tuple: { reads: [{ arg: 1, bytes: words((a) => a(0)), nullable: true }] },
  new_list: { reads: [{ arg: 1, bytes: words((a) => a(0)), nullable: true }] },
  new_set: { reads: [{ arg: 1, bytes: words((a) => a(0)), nullable: true }] },
  set_store: { container: [0, 'set'], objects: [1] },
  list_append: { container: [0, 'list'], objects: [1] },
  dict_store: { container: [0, 'dict'], objects: [1, 2] },
  call_function_n_kw: { objects: [0], reads: [{ arg: 2, bytes: words((a) => low(a(1))), nullable: true }] },
  call_method_n_kw: { reads: [{ arg: 2, bytes: words((a) => 2 + a(0) + 2 * a(1)) }] },
  getiter: { objects: [0], writes: [{ arg: 1, bytes: fixed(4), nullable: true }] },
  iternext: { writes: [{ arg: 0, bytes: fixed(4) }] },
  nlr_push: { writes: [{ arg: 0, bytes: fixed(NLR_WORDS) }] },
  raise: { anyObjects: [0] },
  unpack_sequence: { objects: [0], writes: [{ arg: 2, bytes: words((a) => a(1)) }] },
  unpack_ex: { objects: [0], writes: [{ arg: 2, bytes: words((a) => (a(1) & 255) + ((a(1) >> 8) & 255) + 1) }] },
  new_closure: { objects: [0], reads: [{ arg: 2, bytes: words((a) => a(1)) }] },
  setup_code_state_native: { writes: [{ arg: 0, bytes: fixed(MAX_STATE_WORDS), loose: true }] },
  yield_from: { objects: [0], anyObjects: [1], writes: [{ arg: 2, bytes: fixed(1) }] },
  memset_: { writes: [{ arg: 0, bytes: bytes((a) => a(2)) }] },
  memmove_: { reads: [{ arg: 1, bytes: bytes((a) => a(2)) }], writes: [{ arg: 0, bytes: bytes((a) => a(2)) }] },
  raise_msg: { exceptionType: 0 },
  obj_get_type: { objects: [0] },
  obj_new_str: { reads: [{ arg: 0, bytes: bytes((a) => a(1)) }] },
  obj_new_bytes: { reads: [{ arg: 0, bytes: bytes((a) => a(1)) }] },
  // From here on Python may write it.
  obj_new_bytearray_by_ref: { writes: [{ arg: 1, bytes: bytes((a) => a(0)) }] },
  obj_get_float_to_f: { objects: [0] },
  obj_get_float_to_d: { objects: [0] },
  get_buffer: { objects: [0], writes: [{ arg: 1, bytes: fixed(3) }] },
  get_stream_raise: { objects: [0] },
  arg_parse_all: {
    reads: [{ arg: 1, bytes: words((a) => a(0)), nullable: true }],
    writes: [{ arg: 5, bytes: words((a) => a(3)) }],
  },
  arg_parse_all_kw_array: {
    reads: [{ arg: 2, bytes: words((a) => a(0) + 2 * a(1)), nullable: true }],
    writes: [{ arg: 5, bytes: words((a) => a(3)) }],
  },
  binary_get_size: { writes: [{ arg: 2, bytes: fixed(1), nullable: true }] },
  binary_set_val_array: {
    objects: [3],
    writes: [{ arg: 1, bytes: bytes((a) => (a(2) + 1) * MAX_ELEMENT), loose: true }],
  },
};

const STREAM_ERROR: Range = { arg: 3, bytes: () => 4, nullable: true };

/** By shape: functions that are reached through slots of types. */
export const SHAPE_RULES: Readonly<Record<string, EntryRule>> = {
  var: { reads: [{ arg: 1, bytes: words((a) => a(0)), nullable: true }] },
  kw: { reads: [{ arg: 1, bytes: words((a) => a(0)), nullable: true }] },
  make_new: { reads: [{ arg: 3, bytes: words((a) => a(1) + 2 * a(2)), nullable: true }] },
  call: { objects: [0], reads: [{ arg: 3, bytes: words((a) => a(1) + 2 * a(2)), nullable: true }] },
  print: { objects: [1] },
  attr: { objects: [0], writes: [{ arg: 2, bytes: fixed(2) }] },
  subscr: { objects: [0, 1], anyObjects: [2] },
  getiter: { objects: [0], writes: [{ arg: 1, bytes: fixed(4), nullable: true }] },
  buffer: { objects: [0], writes: [{ arg: 1, bytes: fixed(3) }] },
  stream_read: { objects: [0], writes: [{ arg: 1, bytes: bytes((a) => a(2)) }, STREAM_ERROR] },
  stream_write: { objects: [0], reads: [{ arg: 1, bytes: bytes((a) => a(2)) }], writes: [STREAM_ERROR] },
  stream_ioctl: {
    objects: [0],
    writes: [{ arg: 2, bytes: (a) => (a(1) === SEEK_REQUEST ? 16 : 0), loose: true, nullable: true }, STREAM_ERROR],
  },
  print_strn: { reads: [{ arg: 1, bytes: bytes((a) => a(2)) }] },
};
