export type { DiffLine } from './diff.js';
export { type Discovered, discoverTests, type TestFiles } from './discover.js';
export { type ImportedFile, importClosure, quotedTexts } from './imports.js';
export { type Ending, type Expectation, type Judgement, judge, skippedEnding } from './judge.js';
export {
  isFailure,
  type NatmodChoice,
  type RunReport,
  type RunSummary,
  type TestCase,
  type TestResult,
  type Verdict,
} from './model.js';
export { natmodOf, type PlanOptions, planRun, type Target } from './plan.js';
export { type DefaultOptions, defaultReporter } from './reporters/default.js';
export { githubReporter } from './reporters/github.js';
export { jsonReporter, mergeReports, readReport } from './reporters/json.js';
export { junitReporter } from './reporters/junit.js';
export { resultsJsonReporter } from './reporters/results-json.js';
export { tapReporter } from './reporters/tap.js';
export type { Write } from './reporters/write.js';
export { type Reporter, type RunOptions, runCases } from './run.js';
