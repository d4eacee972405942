export type { ReplacedModule, TargetInfo } from './device-code.js';
export { archOf, loadableArchs, whyUnfit } from './fits.js';
export { type Line, type LineEvents, type OpenLine, RemoteError, type RemoteFault } from './line.js';
export { type RemoteOutcome, RemoteTarget, type RemoteTest } from './remote-target.js';
