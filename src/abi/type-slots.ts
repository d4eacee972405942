// Type objects as data: the slots of mp_obj_type_t in the order of their index bytes, type flags, and how a Python-made
// class numbers its slots (native-abi.md sections 3.2, 3.3, 4.4).

/** Order of the slot index bytes; the first is at LAYOUTS[W].mp_obj_type_t.slot_index_make_new. */
export const TYPE_SLOTS = [
  'make_new',
  'print',
  'call',
  'unary_op',
  'binary_op',
  'attr',
  'subscr',
  'iter',
  'buffer',
  'protocol',
  'parent',
  'locals_dict',
] as const;

export type TypeSlot = (typeof TYPE_SLOTS)[number];

/** Slot numbers (index + 1 into slots[]) of classes made by Python code; parent only with bases, protocol if inherited. */
export const PYTHON_CLASS_SLOTS = {
  make_new: 1,
  print: 2,
  call: 3,
  unary_op: 4,
  binary_op: 5,
  attr: 6,
  subscr: 7,
  iter: 8,
  buffer: 9,
  locals_dict: 10,
  parent: 11,
  protocol: 12,
} as const satisfies Record<TypeSlot, number>;

/** Flags of a class made by Python code before it is subclassed. */
export const PYTHON_CLASS_FLAGS = 0x021c;

export const TYPE_FLAGS = {
  NONE: 0x0000,
  IS_SUBCLASSED: 0x0001,
  HAS_SPECIAL_ACCESSORS: 0x0002,
  EQ_NOT_REFLEXIVE: 0x0004,
  EQ_CHECKS_OTHER_TYPE: 0x0008,
  EQ_HAS_NEQ_TEST: 0x0010,
  BINDS_SELF: 0x0020,
  BUILTIN_FUN: 0x0040,
  ITER_IS_ITERNEXT: 0x0080,
  ITER_IS_CUSTOM: 0x0100,
  ITER_IS_STREAM: 0x0180,
  INSTANCE_TYPE: 0x0200,
  SUBSCR_ALLOWS_STACK_SLICE: 0x0400,
} as const;

/** The two bits that say what the iter slot holds. */
export const TYPE_FLAG_ITER_MASK = 0x0180;
