// Special-method names that the runtime looks up by operator: interned first at boot so that their numbers stay below
// 256 (native-abi.md 4.2, 4.3, 9.4).

const OPERATORS = [
  'or',
  'xor',
  'and',
  'lshift',
  'rshift',
  'add',
  'sub',
  'mul',
  'matmul',
  'floordiv',
  'truediv',
  'mod',
  'pow',
];

export const OPERATOR_METHOD_NAMES: readonly string[] = [
  ...['__pos__', '__neg__', '__invert__', '__bool__', '__abs__', '__float__', '__complex__', '__sizeof__'],
  ...['__lt__', '__gt__', '__eq__', '__le__', '__ge__', '__ne__', '__contains__', '__divmod__'],
  ...OPERATORS.map((name) => `__${name}__`),
  ...OPERATORS.map((name) => `__r${name}__`),
  ...OPERATORS.map((name) => `__i${name}__`),
];
