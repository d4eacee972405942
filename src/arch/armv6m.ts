// Cortex-M0 and M0+: 16-bit Thumb code.
import { arm } from './arm.js';

export const armv6m = arm({ name: 'armv6m', cpu: 'v6-M', fpu: 'none' });
