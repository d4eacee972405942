// Cortex-M4 without FPU: armv7m's rules with a code of its own. The reference linker does not know it.
import { arm } from './arm.js';

export const armv7em = arm({ name: 'armv7em', cpu: 'v7E-M', fpu: 'none' });
