// What each packet asks for: a table by the packet's beginning. A handler gives the reply, '' for what is not known, or an
// order for the guest's thread. Numbers and sizes come from outside: none is believed.

import type { HartControl, Resume, WatchKind } from './hart-control.js';
import { readMemory, writeMemory } from './memory.js';
import { monitor } from './monitor.js';
import { bytesOf, bytesOfHex, hexNumber, hexOfBytes, MAX_PACKET } from './packets.js';
import { REGISTER_COUNT, targetDescription, wordHex, wordOfBytes } from './registers.js';
import type { Order } from './session.js';
import { registerOf, setRegister } from './state.js';
import type { GdbLibrary, GdbTarget } from './target.js';

export interface PacketContext {
  readonly target: GdbTarget;
  readonly hart: HartControl;
  /** Until QStartNoAckMode. */
  acknowledges: boolean;
  /** The client reads the list of libraries. */
  knowsLibraries: boolean;
  /** The client has changed registers or memory. */
  dirty: boolean;
  /** Text for the client's console. */
  readonly say: (text: string) => void;
  readonly lastStop: () => string;
  /** Runs guest code that nobody debugs. */
  readonly evaluate: (body: () => string) => string;
}

type Handler = (context: PacketContext, rest: string) => string | Order;

const ERROR = { ARGUMENT: 'E16', FAULT: 'E0e' } as const;

/** Longer beginnings first where one begins another. */
const HANDLERS: readonly (readonly [prefix: string, handler: Handler])[] = [
  ['?', ({ lastStop }) => lastStop()],
  ['g', (c, rest) => (rest === '' ? readAllRegisters(c.target) : '')],
  ['G', writeAllRegisters],
  ['p', readRegister],
  ['P', writeRegister],
  ['m', readBytes],
  ['M', (c, rest) => writeBytes(c, rest, bytesOfHex)],
  ['X', (c, rest) => writeBytes(c, rest, bytesOf)],
  ['Z', setPoint],
  ['z', clearPoint],
  ['vCont?', () => 'vCont;c;C;s;S;r'],
  ['vCont;', vCont],
  ['vKill', () => ({ kind: 'kill' })],
  ['c', (c, rest) => goOn(c, { kind: 'continue' }, 0, rest)],
  ['s', (c, rest) => goOn(c, { kind: 'step' }, 0, rest)],
  ['C', (c, rest) => withSignal(c, { kind: 'continue' }, rest)],
  ['S', (c, rest) => withSignal(c, { kind: 'step' }, rest)],
  ['D', () => ({ kind: 'detach' })],
  ['k', () => ({ kind: 'kill' })],
  // There is one thread.
  ['H', (_, rest) => (/^[gc](-1|0|1)$/.test(rest) ? 'OK' : ERROR.ARGUMENT)],
  ['T', (_, rest) => (rest === '1' ? 'OK' : ERROR.ARGUMENT)],
  ['qC', (_, rest) => (rest === '' ? 'QC1' : '')],
  ['qfThreadInfo', () => 'm1'],
  ['qsThreadInfo', () => 'l'],
  ['qThreadExtraInfo', () => hexOfBytes(bytesOf('guest'))],
  ['qAttached', () => '1'],
  ['qSymbol', () => 'OK'],
  ['qSupported', supported],
  [
    'QStartNoAckMode',
    (c) => {
      c.acknowledges = false;
      return 'OK';
    },
  ],
  ['qXfer:', transfer],
  ['qRcmd,', remoteCommand],
];

/** The reply to a packet, or what it asks of the guest. */
export function handlePacket(context: PacketContext, data: string): string | Order {
  const found = HANDLERS.find(([prefix]) => data.startsWith(prefix));
  return found ? found[1](context, data.slice(found[0].length)) : '';
}

function supported(): string {
  return [
    `PacketSize=${MAX_PACKET.toString(16)}`,
    'QStartNoAckMode+',
    'qXfer:features:read+',
    'qXfer:libraries:read+',
    'qXfer:exec-file:read+',
    'swbreak+',
    'vContSupported+',
  ].join(';');
}

// ---- Registers ----

function readAllRegisters(target: GdbTarget): string {
  let out = '';
  for (let number = 0; number < REGISTER_COUNT; number++) {
    const { lo, hi } = registerOf(target, number);
    out += wordHex(lo, hi, target.cpu.xlen);
  }
  return out;
}

function writeAllRegisters(c: PacketContext, rest: string): string {
  const bytes = bytesOfHex(rest);
  const width = c.target.cpu.xlen / 8;
  if (bytes?.length !== REGISTER_COUNT * width) return ERROR.ARGUMENT;
  c.dirty = true;
  let good = true;
  for (let number = 0; number < REGISTER_COUNT; number++) {
    const { lo, hi } = wordOfBytes(bytes.subarray(number * width, (number + 1) * width));
    if (!setRegister(c.target, number, lo, hi)) good = false;
  }
  return good ? 'OK' : ERROR.ARGUMENT;
}

function readRegister({ target }: PacketContext, rest: string): string {
  const number = hexNumber(rest);
  if (number === undefined || number >= REGISTER_COUNT) return ERROR.ARGUMENT;
  const { lo, hi } = registerOf(target, number);
  return wordHex(lo, hi, target.cpu.xlen);
}

function writeRegister(c: PacketContext, rest: string): string {
  const [where, value = ''] = rest.split('=');
  const number = hexNumber(where);
  const bytes = bytesOfHex(value);
  if (number === undefined || bytes?.length !== c.target.cpu.xlen / 8) return ERROR.ARGUMENT;
  c.dirty = true;
  const { lo, hi } = wordOfBytes(bytes);
  return setRegister(c.target, number, lo, hi) ? 'OK' : ERROR.ARGUMENT;
}

// ---- Memory ----

function range(text: string): { address: number; size: number } | undefined {
  const [at, length] = text.split(',');
  const address = hexNumber(at);
  const size = hexNumber(length);
  return address === undefined || size === undefined ? undefined : { address, size };
}

function readBytes({ target }: PacketContext, rest: string): string {
  const wanted = range(rest);
  if (!wanted) return ERROR.ARGUMENT;
  const size = Math.min(wanted.size, MAX_PACKET / 2 - 8);
  const bytes = size === 0 ? new Uint8Array(0) : readMemory(target, wanted.address, size);
  return bytes ? hexOfBytes(bytes) : ERROR.FAULT;
}

function writeBytes(c: PacketContext, rest: string, decode: (text: string) => Uint8Array | undefined): string {
  const colon = rest.indexOf(':');
  const wanted = range(rest.slice(0, Math.max(colon, 0)));
  const bytes = decode(rest.slice(colon + 1));
  if (!wanted || bytes?.length !== wanted.size) return ERROR.ARGUMENT;
  // GDB asks so whether X is known.
  if (wanted.size === 0) return 'OK';
  if (!writeMemory(c.target.cpu, wanted.address, bytes)) return ERROR.FAULT;
  c.dirty = true;
  c.hart.wrote(wanted.address, wanted.size);
  return 'OK';
}

// ---- Breakpoints and watchpoints ----

const WATCHES: Readonly<Record<string, WatchKind>> = { 2: 'watch', 3: 'rwatch', 4: 'awatch' };

function point(rest: string): { type: string; address: number; size: number } | undefined {
  const match = /^([0-4]),([0-9a-fA-F]{1,16}),([0-9a-fA-F]{1,8})$/.exec(rest.split(';')[0]!);
  return match
    ? { type: match[1]!, address: Number.parseInt(match[2]!, 16), size: Number.parseInt(match[3]!, 16) }
    : undefined;
}

function setPoint({ hart }: PacketContext, rest: string): string {
  const where = point(rest);
  if (!where) return ERROR.ARGUMENT;
  const kind = WATCHES[where.type];
  const done = kind ? hart.setWatch(kind, where.address, where.size) : hart.setBreakpoint(where.address);
  return done ? 'OK' : ERROR.FAULT;
}

function clearPoint({ hart }: PacketContext, rest: string): string {
  const where = point(rest);
  if (!where) return ERROR.ARGUMENT;
  const kind = WATCHES[where.type];
  if (kind) hart.clearWatch(kind, where.address, where.size);
  else hart.clearBreakpoint(where.address);
  return 'OK';
}

// ---- Going on ----

function goOn(c: PacketContext, resume: Resume, signal: number, address = ''): string | Order {
  if (address !== '') {
    const pc = hexNumber(address);
    if (pc === undefined || !setRegister(c.target, 32, pc | 0, pc > 0xffff_ffff ? 1 : 0)) return ERROR.ARGUMENT;
    c.dirty = true;
  }
  return { kind: 'resume', resume, signal };
}

function withSignal(c: PacketContext, resume: Resume, rest: string): string | Order {
  const [number, address] = rest.split(';');
  const signal = hexNumber(number);
  return signal === undefined ? ERROR.ARGUMENT : goOn(c, resume, signal, address);
}

/** The first action that means our one thread. */
function vCont(c: PacketContext, rest: string): string | Order {
  const action = rest.split(';').find((text) => /^[^:]*(:(1|-1|0|p1\.-?1))?$/.test(text)) ?? '';
  const match = /^([cCsSr])([0-9a-fA-F,]*)(:.*)?$/.exec(action);
  if (!match) return ERROR.ARGUMENT;
  const [, letter, argument = ''] = match;
  switch (letter) {
    case 'c':
      return goOn(c, { kind: 'continue' }, 0);
    case 's':
      return goOn(c, { kind: 'step' }, 0);
    case 'C':
      return withSignal(c, { kind: 'continue' }, argument);
    case 'S':
      return withSignal(c, { kind: 'step' }, argument);
    default: {
      const [start, end] = argument.split(',').map(hexNumber);
      if (start === undefined || end === undefined) return ERROR.ARGUMENT;
      return goOn(c, { kind: 'range', start, end }, 0);
    }
  }
}

// ---- Files ----

function transfer(c: PacketContext, rest: string): string {
  const [object, action, annex, span] = rest.split(':');
  const wanted = span === undefined ? undefined : range(span);
  if (action !== 'read' || !wanted) return '';
  const text = document(c, object!, annex ?? '');
  if (text === undefined) return '';
  const size = Math.min(wanted.size, MAX_PACKET / 4);
  const part = text.slice(wanted.address, wanted.address + size);
  return `${wanted.address + size < text.length ? 'm' : 'l'}${part}`;
}

const utf8 = (text: string): string => String.fromCharCode(...new TextEncoder().encode(text));

function document(c: PacketContext, object: string, annex: string): string | undefined {
  switch (object) {
    case 'features':
      return annex === 'target.xml' ? targetDescription(c.target.cpu.xlen) : undefined;
    case 'libraries':
      c.knowsLibraries = true;
      return libraryList([c.target.runtimeFile, ...c.target.libraries]);
    case 'exec-file':
      return utf8(c.target.programFile);
    default:
      return undefined;
  }
}

const XML: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function libraryList(libraries: readonly GdbLibrary[]): string {
  const rows = libraries.map(({ file, offsets }) => {
    const name = utf8(file.replace(/[&<>"]/g, (c) => XML[c]!));
    // GDB adds this "address" to the one in the file.
    const places = offsets.map((offset) => `    <section address="0x${offset.toString(16)}"/>\n`);
    return `  <library name="${name}">\n${places.join('')}  </library>\n`;
  });
  return `<library-list>\n${rows.join('')}</library-list>\n`;
}

function remoteCommand(c: PacketContext, rest: string): string {
  const bytes = bytesOfHex(rest);
  if (!bytes) return ERROR.ARGUMENT;
  c.say(`${monitor(c, new TextDecoder().decode(bytes).trim())}\n`);
  return 'OK';
}
