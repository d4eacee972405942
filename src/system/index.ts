export { HostFileError, type HostFileSystem, type HostStat } from '../runtime/index.js';
export {
  Board,
  type BoardOptions,
  createBoard,
  GuestCrash,
  GuestTimeoutError,
  PyObject,
  PythonError,
} from './board.js';
export type { PyArgument, PyLiteral, PyObjectLike } from './values.js';
