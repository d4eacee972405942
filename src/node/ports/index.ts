export { type Port, PortError, type PortEvents } from './port.js';
export { openPty, type PtyPort } from './pty-port.js';
export { openStdio } from './stdio-port.js';
export { openTcp, type TcpPort } from './tcp-port.js';
