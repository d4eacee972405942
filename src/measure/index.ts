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
export { type CodeLines, codeLines, lineCoverage } from './line-counts.js';
export { type LoadedCode, type ModuleCounts, ModuleCountSum } from './module-counts.js';
