// The console protocols of a board: friendly REPL, raw REPL, raw-paste mode. Bytes in, bytes out.
export type { Completion, CompletionSource } from './completion.js';
export { History } from './history.js';
export type { ReplHost, RunEnd } from './host.js';
export { Repl } from './repl.js';
