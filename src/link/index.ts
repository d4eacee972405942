export type { ExternsFile } from './externs.js';
export { type LinkOptions, type LinkResult, link } from './link.js';
export type { NamedBytes } from './model.js';
export { preprocess, readQstrs } from './qstrs.js';
export type { LinkSummary } from './report.js';
