export {
  type Coverage,
  checkCoverage,
  type FileCoverage,
  type FunctionCoverage,
  formatCoverageTable,
  formatLcov,
  type LineCoverage,
  mergeCoverage,
} from './coverage.js';
export { type CodeLines, lineCoverage, readCodeLines } from './line-counts.js';
export { type LoadedCode, ModuleCountSum, type ModuleCounts } from './module-counts.js';
export {
  formatSpeedscope,
  type NativeFunction,
  type Profile,
  type ProfileFrame,
  type ProfileNames,
  Profiler,
} from './profile.js';
