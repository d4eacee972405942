// Host objects whose state is a JavaScript object (a payload of the heap block).

import { GuestFault } from '../../machine/index.js';
import type { Payload } from '../gc/heap.js';
import type { Runtime } from './runtime.js';
import type { Word } from './word.js';

/** The payload of an object of class `kind`. It is missing only where guest code made the object by hand: a fault that
 * says `what` it is. */
export function payloadOf<T extends Payload>(
  rt: Runtime,
  o: Word,
  kind: abstract new (...args: never[]) => T,
  what: string,
): T {
  const payload = rt.heap.payload(o);
  if (payload instanceof kind) return payload;
  throw new GuestFault('bad-object', o >>> 0, `${what} that was not made by the runtime`);
}
