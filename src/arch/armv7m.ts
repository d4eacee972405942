// Cortex-M3.
import { arm } from './arm.js';

export const armv7m = arm({ name: 'armv7m', cpu: 'v7-M', fpu: 'none' });
