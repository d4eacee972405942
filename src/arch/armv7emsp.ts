// Cortex-M4F, and M7 with a single-precision FPU.
import { arm } from './arm.js';

export const armv7emsp = arm({ name: 'armv7emsp', cpu: 'v7E-M', fpu: 'single' });
