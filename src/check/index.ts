export { attachChecker, Checker } from './checker.js';
export type {
  CheckOptions,
  CheckTarget,
  EntryInfo,
  Finding,
  FindingKind,
  FindingNote,
  WordKind,
} from './model.js';
export { formatFinding } from './report.js';
