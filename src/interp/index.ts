export { createInterpreter, type InterpreterOptions } from './interpreter.js';
