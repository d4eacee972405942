// `natmod/link`: the linker alone.
export {
  type LinkOptions,
  type LinkResult,
  type LinkSummary,
  link,
  type NamedBytes,
  preprocess,
  readQstrs,
} from '../link/index.js';
