// The order in which built-in names are interned: it shows in dir(), which lists names by number (native-abi.md 9.4).
// On the boards the numbers behind those of the file format and of the operators follow the alphabet.

import type { MemberDef, ModuleDef, TypeDef } from './typedef.js';

/** Attributes that types answer to without a table (python-dialect.md 24.3), and names that the runtime looks up. */
const UNLISTED = [
  ...['__aenter__', '__aexit__', '__aiter__', '__all__', '__anext__', '__bases__', '__delattr__', '__delete__'],
  ...['__dict__', '__file__', '__get__', '__globals__', '__import__', '__path__', '__reversed__', '__set__'],
  ...[
    '__set_name__',
    '__setattr__',
    '__traceback__',
    'default',
    'deleter',
    'errno',
    'file',
    'getter',
    'imag',
    'indices',
  ],
  ...['itemsize', 'real', 'setter', 'signed'],
  // Fields of sys.implementation, and names in frozen modules of which dir() shows that they are there.
  ...['_build', '_machine', '_mpy', 'name', 'version', 'x', 'y'],
];

function addMembers(names: Set<string>, members: Readonly<Record<string, MemberDef>> | undefined): void {
  for (const name of Object.keys(members ?? {})) names.add(name);
}

/** All names of built-in types and modules and their members, in alphabetical order. */
export function builtinNames(types: readonly TypeDef[], modules: readonly ModuleDef[]): string[] {
  const names = new Set<string>(UNLISTED);
  for (const type of types) {
    if (type.name !== '') names.add(type.name);
    addMembers(names, type.locals);
  }
  for (const module of modules) {
    names.add(module.name);
    addMembers(names, module.members);
  }
  return [...names].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}
