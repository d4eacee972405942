// Cortex-M7 with a double-precision FPU.
import { arm } from './arm.js';

export const armv7emdp = arm({ name: 'armv7emdp', cpu: 'v7E-M', fpu: 'double' });
