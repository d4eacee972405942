// The edge to Node: files of the host. Everything else of natmod takes bytes and gives bytes.

export { type NodeHost, nodeHost, PATIENCE } from './build-host.js';
export {
  checkWritable,
  FileError,
  isSameFile,
  listFolder,
  pathKey,
  readBytes,
  readInput,
  readText,
  writeAtomically,
} from './files.js';
export { HostFolder } from './host-files.js';
export { type LineSpec, openLine, readLineSpec } from './lines/index.js';
export { findModuleFile, type HostModule } from './module-files.js';
export { mpyDir, mpyDirForMake, packageVersion } from './package-files.js';
export { openPty, openStdio, openTcp, type Port, PortError, type PortEvents, type TcpPort } from './ports/index.js';
export { runProgram } from './programs.js';
export { SavedHistory } from './saved-history.js';
