// `natmod/node`: the only entry that needs Node. Files of this computer for boards, and those that come with the package.
export { HostFolder, mpyDir, packageVersion } from '../node/index.js';
