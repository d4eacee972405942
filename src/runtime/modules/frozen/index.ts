// Modules in Python that the boards have inside (`.frozen` in sys.path; python-dialect.md section 16). The source is
// compiled when it is imported. The boards' other frozen modules try native emitters, which do not exist here.

import { bytesFromBstr } from '../../core/bstr.js';
import type { FoundModule } from '../../core/runtime.js';
import { UNITTEST_SOURCE } from './unittest.js';

/** The entry of sys.path that stands for these modules. */
export const FROZEN = '.frozen';

const FROZEN_CONST_SOURCE = `x0 = (1,)
x1 = (1, 2)
x2 = (1, 1267650600228229401496703205376)
x3 = (None, False, True, ...)
x4 = ("str", b"bytes")
x5 = ((),)
x6 = ((1,),)
x7 = ((1, 2),)
x8 = (1, "str", (), ("nested", 2, ((False, True), None, ...)))
`;

const file = (path: string, source: string): FoundModule => ({ kind: 'py', path, bytes: bytesFromBstr(source) });

const MODULES: ReadonlyMap<string, () => FoundModule> = new Map([
  ['frozen_const', () => file('frozen_const.py', FROZEN_CONST_SOURCE)],
  [
    'unittest',
    () => ({ kind: 'package', path: `${FROZEN}/unittest`, init: file('unittest/__init__.py', UNITTEST_SOURCE) }),
  ],
]);

/** Names as help('modules') has them. */
export const FROZEN_NAMES = ['frozen_const', 'unittest/__init__'] as const;

export const frozenModule = (name: string): FoundModule | undefined => MODULES.get(name)?.();
