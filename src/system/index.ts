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
export { BoardDebugging, type DebuggerFiles } from './board-debugging.js';
export { SerialBoard, type SerialBoardOptions } from './serial-board.js';
export { type ByteSource, SerialInput } from './serial-input.js';
export type { PyArgument, PyLiteral, PyObjectLike } from './values.js';
