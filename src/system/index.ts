export { HostFileError, type HostFileSystem, type HostStat } from '../runtime/index.js';
export { Board, type BoardOptions, createBoard } from './board.js';
export { BoardDebugging, type DebuggerFiles } from './board-debugging.js';
export { GuestCrash, GuestTimeoutError, PythonError } from './board-errors.js';
export { PyObject } from './py-object.js';
export { SerialBoard, type SerialBoardOptions } from './serial-board.js';
export type { ByteSource } from './serial-input.js';
export type { PyArgument, PyLiteral, PyObjectLike } from './values.js';
