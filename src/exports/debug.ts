// `natmod/debug`: crash reports and instructions as text.
export { type CrashReport, disassembler, formatCrashReport, formatLocation, type Location } from '../debug/index.js';
