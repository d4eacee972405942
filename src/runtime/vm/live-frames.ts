// Which Python frames run, and where they are, without stopping them: for a debugger. Where they are is a local variable of the
// loop; code that is decoded while `rt.liveFrames` is set has a HERE in front of each instruction that may run other code,
// and that tells. Nothing of it costs anything otherwise.
//
// Nobody says when a frame ends: frames lie on the operand stack in the order of their calls, so the next HERE of a caller
// drops what lies above it.

import type { PythonFrame } from '../../machine/index.js';
import type { Runtime } from '../core/runtime.js';
import type { Frame } from './loop.js';
import { placeInSource } from './traceback.js';

/** The frame is at the instruction at `position`. */
export function noteHere(rt: Runtime, f: Frame, position: number): void {
  const frames = rt.liveFrames as Frame[];
  while (frames.length > 0 && frames[frames.length - 1]!.fp >= f.fp) frames.pop();
  f.ip = position;
  frames.push(f);
}

/** Where each of them is, outermost first. */
export function liveTraceback(rt: Runtime): PythonFrame[] {
  const frames = (rt.liveFrames ?? []) as Frame[];
  return frames.filter(({ fp }) => fp < rt.sp).map((f) => ({ kind: 'python', ...placeInSource(rt, f, f.ip) }));
}
