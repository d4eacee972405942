// What the loader provides by name (linker.md section 8).
import { FUN_TABLE, FUN_TABLE_INDEX, LINKER_MEM_FUNCTIONS, LINKER_SYMBOLS } from '../abi/index.js';
import type { Target } from '../arch/index.js';
import { InternalError } from '../base/index.js';
import { RELOC_KIND } from '../mpy/index.js';

const entryKind = (index: number) => RELOC_KIND.FUN_TABLE_ENTRY + index;

type LoaderTarget = Target & { kind: 'loader' };

function loader(name: string, loaderKind: number, callable: boolean): LoaderTarget {
  return { kind: 'loader', loaderKind, callable, name };
}

/** What the loader provides under this name; the mem* functions only when nobody defines them. */
export function loaderTarget(name: string): LoaderTarget | undefined {
  switch (name) {
    case 'mp_fun_table':
      return loader(name, RELOC_KIND.FUN_TABLE, false);
    case 'mp_native_qstr_table':
      return loader(name, RELOC_KIND.QSTR_TABLE, false);
    case 'mp_native_obj_table':
      return loader(name, RELOC_KIND.OBJ_TABLE, false);
    default:
      return undefined;
  }
}

/** An entry of mp_fun_table that has a name of its own. */
export function entryTarget(name: string): LoaderTarget | undefined {
  const index = Object.hasOwn(LINKER_SYMBOLS, name) ? LINKER_SYMBOLS[name] : undefined;
  return index === undefined ? undefined : loader(name, entryKind(index), FUN_TABLE[index]?.kind === 'F');
}

/** The kind of a word with the address of a member of mp_fun_table. */
export function memberKind(name: string): number {
  const index = FUN_TABLE_INDEX.get(name);
  if (index === undefined) throw new InternalError(`mp_fun_table has no member ${name}`);
  return entryKind(index);
}

/** memset, memcpy, memmove of the firmware. */
export function memTarget(name: string): LoaderTarget | undefined {
  const index = Object.hasOwn(LINKER_MEM_FUNCTIONS, name) ? LINKER_MEM_FUNCTIONS[name] : undefined;
  return index === undefined ? undefined : loader(name, entryKind(index), true);
}
