// `natmod/debug`: crash reports and instructions as text; coverage and profiles of boards.
export { type CrashReport, disassembler, formatCrashReport, formatLocation, type Location } from '../debug/index.js';
export {
  type CodeLines,
  type Coverage,
  formatCoverageTable,
  formatLcov,
  formatSpeedscope,
  lineCoverage,
  type ModuleCounts,
  mergeCoverage,
  type Profile,
  readCodeLines,
} from '../measure/index.js';
