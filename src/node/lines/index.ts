import type { Line, LineEvents } from '../../remote/index.js';
import { openProgram } from './program-line.js';
import { openProgramTerminal } from './pty-line.js';
import { openSerial } from './serial-line.js';
import type { LineSpec } from './spec.js';
import { openSocket } from './tcp-line.js';

export { type LineSpec, readLineSpec } from './spec.js';

export function openLine(spec: LineSpec, baudRate: number, events: LineEvents): Promise<Line> {
  switch (spec.kind) {
    case 'exec':
      return openProgram(spec.command, events);
    case 'execpty':
      return openProgramTerminal(spec.command, events);
    case 'port':
      return openSerial(spec.device, baudRate, events);
    case 'tcp':
      return openSocket(spec.host, spec.port, events);
  }
}
