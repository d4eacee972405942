export { bit, bitLength, bits, signExtend } from './bits.js';
export { alignUp, ByteView, ByteWriter } from './bytes.js';
export {
  type Diagnostic,
  DiagnosticError,
  fail,
  formatDiagnostic,
  formatWhere,
  InternalError,
  notesOf,
  type Where,
} from './errors.js';
export { adler32, crc32, INFLATE_END, INFLATE_ERROR, Inflater } from './inflate.js';
export { suggest } from './suggest.js';
export { utf8Step } from './utf8.js';
