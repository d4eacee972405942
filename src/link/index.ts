export { parseArchFlags } from './arch-flags.js';
export { type ExternsFile, readExterns } from './externs.js';
export { type LinkOptions, type LinkResult, link } from './link.js';
export type { NamedBytes } from './model.js';
export { preprocess, readQstrs } from './qstrs.js';
export type { LinkSummary } from './report.js';
export { readLinkerScript } from './select-members.js';
