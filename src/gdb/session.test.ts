// The protocol without GDB: what each packet answers, what stops, and that nothing a client sends can break the guest.
import { describe, expect, test } from 'vitest';
import { randomFrom } from '../../test/helpers/random.js';
import { GATE_BASE, RAM_BASE, RETURN_GATE } from '../machine/index.js';
import { type ClientScript, conformance, Guest } from './guest.fixture.js';
import { encodePacket, hexOfText } from './packets.js';

const LONG = process.env.NATMOD_TEST === 'all';
const BOARDS = ['VIRT_RV64', 'VIRT_RV32'] as const;

/** Connects without acknowledgements and goes on with `body`. */
const connected = (body: ClientScript): ClientScript =>
  function* (guest) {
    yield 'connected';
    yield 'QStartNoAckMode';
    yield* body(guest);
  };

/** What a guest that has not started answers. */
function answers(...packets: string[]): string[] {
  const got: string[] = [];
  new Guest(
    connected(function* () {
      for (const packet of packets) got.push((yield packet).join(' '));
    }),
  ).run('');
  return got;
}
const answer = (packet: string) => answers(packet)[0];

const le = (value: number, bytes: number) =>
  Array.from({ length: bytes }, (_, i) => (i < 4 ? (value >>> (8 * i)) & 255 : 0))
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');

describe('packets', () => {
  test.each([
    ['vMustReplyEmpty', ''],
    ['nonsense', ''],
    ['\xff\0', ''],
    ['qAttached', '1'],
    ['qC', 'QC1'],
    ['qfThreadInfo', 'm1'],
    ['qsThreadInfo', 'l'],
    ['Hg0', 'OK'],
    ['Hg5', 'E16'],
    ['T1', 'OK'],
    ['vCont?', 'vCont;c;C;s;S;r'],
    ['p20', le(RETURN_GATE, 8)],
    ['p21', 'E16'],
    ['p', 'E16'],
    ['m10000004,4', '67800000'],
    [`m${(RAM_BASE - 1).toString(16)},4`, 'E0e'],
    [`m${RAM_BASE.toString(16)},zz`, 'E16'],
    ['mffffffffffffffff,ffffffffffffffff', 'E0e'],
    ['m40000000,0', ''],
    ['M0,1:00', 'E0e'],
    ['M40000000,2:00', 'E16'],
    ['M40000000,1', 'E16'],
    ['X40000000,0:', 'OK'],
    ['Z0,0,2', 'OK'],
    ['Z2,0,4', 'E0e'],
    ['Z2,40000000,ffffffff', 'E0e'],
    ['Z5,40000000,4', 'E16'],
    ['z0,12345,2', 'OK'],
    ['P20=0000000000000000', 'E16'],
    ['P0=0000000000000000', 'OK'],
    ['P5=00', 'E16'],
    ['G00', 'E16'],
    ['vCont;x', 'E16'],
    ['vCont;r1', 'E16'],
    ['c40000001', 'E16'],
    ['C', 'E16'],
    ['qXfer:features:read:other.xml:0,10', ''],
    ['qXfer:features:read:target.xml:0', ''],
    ['qXfer:features:write:target.xml:0,10', ''],
    ['qXfer:features:read:target.xml:fffffff,10', 'l'],
    ['qXfer:features:read:target.xml:0,5', 'm<?xml'],
    ['qRcmd,zz', 'E16'],
  ])('%s gives %s', (packet, expected) => expect(answer(packet)).toBe(expected));

  test('writing is read again', () =>
    expect(answers('M40000010,2:abcd', 'X40000012,1:\x05', 'm40000010,4', 'P5=0102030405060708', 'p5')).toEqual([
      ...['OK', 'OK', 'abcd0500', 'OK', '0102030405060708'],
    ]));

  test.each(BOARDS)('%s: the description has every register that g sends', (board) => {
    let [xml, all]: string[] = [];
    const bits = board === 'VIRT_RV64' ? 64 : 32;
    new Guest(
      connected(function* () {
        xml = (yield 'qXfer:features:read:target.xml:0,ffff')[0]!;
        all = (yield 'g')[0]!;
      }),
      { board },
    ).run('');
    expect(xml!.match(/<reg /g)).toHaveLength(33);
    expect(xml).toContain(`<architecture>riscv:rv${bits}</architecture>`);
    expect(xml).toContain(`<reg name="pc" bitsize="${bits}" regnum="32" type="code_ptr"/>`);
    expect(all).toHaveLength((33 * bits) / 4);
    expect(all!.slice(-bits / 4)).toBe(le(RETURN_GATE, bits / 8));
  });

  test('acknowledgements, until the client does without', () => {
    const got: string[][] = [];
    new Guest(function* () {
      yield 'connected';
      got.push(yield 'qC', yield 'raw:-', yield 'raw:$qC#00', yield 'raw:+++', yield 'QStartNoAckMode', yield 'qC');
    }).run('');
    expect(got).toEqual([['+', 'QC1'], ['QC1'], ['-'], [], ['+', 'OK'], ['QC1']]);
  });
});

/** Runs a script with a module under a client; what the client noted. */
function debugged(
  body: (guest: Guest, note: (text: unknown) => void) => ReturnType<ClientScript>,
  script: string,
  module = 'callback',
  board: (typeof BOARDS)[number] = 'VIRT_RV64',
): { guest: Guest; notes: unknown[] } {
  const notes: unknown[] = [];
  const guest = new Guest(
    connected((g) => body(g, (text) => notes.push(text))),
    { board },
  );
  guest.board.addModule(module, conformance(module, board));
  guest.run(script);
  return { guest, notes };
}
const text = (guest: Guest) => guest.board.runtime.nativeImages[0]!.text;
/** Runs up to where the module has been loaded. */
function* untilLoaded(): Generator<string, string[], string[]> {
  yield 'qXfer:libraries:read::0,1000';
  return yield 'c';
}
const stopOf = (replies: string[]) => /^T(..)(\w*)/.exec(replies.at(-1)!)?.slice(1).join(' ');
const consoleText = (replies: string[]) =>
  replies
    .filter((reply) => reply.startsWith('O') && reply !== 'OK')
    .map((reply) => Buffer.from(reply.slice(1), 'hex').toString())
    .join('');

describe.each(BOARDS)('%s', (board) => {
  const W = board === 'VIRT_RV64' ? 8 : 4;
  test('a load, a breakpoint, steps, a gate, the end', () => {
    const { guest, notes } = debugged(
      function* (g, note) {
        note(stopOf(yield* untilLoaded()));
        note((yield 'qXfer:libraries:read::0,1000')[0]!.includes('callback.elf'));
        yield `Z0,${text(g).toString(16)},2`;
        note(stopOf(yield 'c'));
        note(g.board.cpu.pc === text(g));
        yield `z0,${text(g).toString(16)},2`;
        const before = g.board.cpu.instructionsRetired();
        note(stopOf(yield 's'));
        note(g.board.cpu.instructionsRetired() - before);
        // The first call of the runtime.
        note(stopOf(yield `vCont;r${RAM_BASE.toString(16)},80000000:1;c`));
        note(g.board.cpu.pc >= GATE_BASE && g.board.cpu.pc < RAM_BASE);
        const ra = g.board.cpu.regsLo[1]!;
        yield 's';
        note(g.board.cpu.pc === ra);
        yield 'c';
      },
      'import callback\nprint(callback.call(lambda: 5))',
      'callback',
      board,
    );
    expect(notes).toEqual(['05 library', true, '05 swbreak', true, '05 thread', 1, '05 thread', true, true]);
    expect([guest.printed, guest.end, guest.rest]).toEqual(['5\n', 'done', ['W00']]);
  });

  test('watchpoints: what changed, what is read, with the address', () => {
    const data = RAM_BASE + 0x100;
    const hex = data.toString(16);
    const { notes } = debugged(
      function* (g, note) {
        yield* untilLoaded();
        yield `Z0,${text(g).toString(16)},2`;
        yield 'c';
        // sp is where mpy_init saves its registers first.
        const { cpu } = g.board;
        const sp = cpu.regsLo[2]!;
        yield `Z2,${(sp - 64).toString(16)},40`;
        const changed = yield 'c';
        note(/^T05watch:([0-9a-f]+);/.exec(changed.at(-1)!)?.[1] === (sp - 64).toString(16));
        yield `z2,${(sp - 64).toString(16)},40`;
        yield `Z3,${(sp - 64).toString(16)},40`;
        const read = yield 'c';
        note(/^T05(\w+):/.exec(read.at(-1)!)?.[1]);
        yield `z3,${(sp - 64).toString(16)},40`;
        note(yield `Z4,${hex},${W.toString(16)}`);
        yield 'c';
      },
      'import callback',
      'callback',
      board,
    );
    expect(notes).toEqual([true, 'rwatch', ['OK']]);
  });
});

describe('stops', () => {
  test('an interrupt in Python; a detached guest runs on with no breakpoints', () => {
    let polls = 0;
    const { guest, notes } = debugged(function* (g, note) {
      yield* untilLoaded();
      g.atPoll = () => (++polls === 3 ? 'raw:\x03' : undefined);
      const replies = yield 'c';
      note(stopOf(replies));
      note(consoleText(replies));
      note(consoleText(yield `qRcmd,${hexOfText('traceback')}`));
      yield `Z0,${text(g).toString(16)},2`;
      note(yield 'D');
    }, 'import callback\nn = 0\nwhile n < 300000:\n    n += 1\nprint(callback.call(lambda: n))');
    expect(notes.slice(0, 2)).toEqual([
      '02 thread',
      expect.stringMatching(/^natmod: no machine code runs; Python is at File "x\.py", line [34], in <module>\n$/),
    ]);
    expect(notes[2]).toMatch(/^Traceback \(most recent call last\):\n {2}File "x\.py", line [34], in <module>\n$/);
    expect([guest.printed, guest.end]).toEqual(['300000\n', 'done']);
  });

  test('a client that goes away leaves a guest that runs; another one may come', () => {
    let polls = 0;
    const { guest, notes } = debugged(function* (g, note) {
      yield* untilLoaded();
      yield `Z0,${text(g).toString(16)},2`;
      note(stopOf(yield 'c'));
      g.atPoll = () => [undefined, 'connected', 'raw:$QStartNoAckMode#b0'][polls++];
      note(yield 'disconnected');
      note(stopOf(yield '?'));
      note((yield 'c').length);
    }, 'import callback\nn = 0\nwhile n < 300000:\n    n += 1\nprint(callback.call(lambda: n))');
    expect(notes.slice(0, 3)).toEqual(['05 swbreak', ['+', 'OK'], '05 thread']);
    expect([guest.printed, guest.end, guest.rest]).toEqual(['300000\n', 'done', ['W00']]);
  });

  test('monitor repr of what never ends, of what raises, of what calls machine code with a breakpoint', () => {
    const { guest, notes } = debugged(
      function* (g, note) {
        yield* untilLoaded();
        yield `Z0,${text(g).toString(16)},2`;
        yield 'c';
        for (const name of ['forever', 'bad', 'native', 'good']) {
          const word = g.board.importModule('__main__').get(name).word;
          note(consoleText(yield `qRcmd,${hexOfText(`repr ${word}`)}`));
        }
        yield 'c';
      },
      `class Forever:
    def __repr__(self):
        while 1: pass
class Bad:
    def __repr__(self): return 1 // 0
class Native:
    def __repr__(self):
        import callback
        return "native"
forever, bad, native, good = Forever(), Bad(), Native(), [1, "x"]
import callback
print(callback.call(lambda: 5))`,
    );
    expect(notes).toEqual([
      'it takes too long\n',
      'its repr() raises ZeroDivisionError: divide by zero\n',
      'native\n',
      "[1, 'x']\n",
    ]);
    expect(guest.printed).toBe('5\n');
  });

  test('before the start, a client that goes away is waited for', () => {
    const got: string[][] = [];
    const guest = new Guest(function* () {
      yield 'connected';
      yield 'disconnected';
      yield 'connected';
      got.push(yield 'qC');
      yield 'c';
    }).run('print(1)');
    expect(got).toEqual([['+', 'QC1']]);
    expect(guest.printed).toBe('1\n');
  });

  test.each(['k', 'vKill;1'])('%s ends the guest', (packet) => {
    const guest = new Guest(
      connected(function* () {
        yield packet;
      }),
    ).run('print(1)');
    expect([guest.end, guest.printed]).toEqual(['killed', '']);
  });

  const CRASH = 'import callback, machine\ncallback.call(lambda: 1)';
  /** Makes the module's first instruction one that faults. */
  const broken = (...then: string[]) =>
    debugged(function* (g, note) {
      yield* untilLoaded();
      yield `M${text(g).toString(16)},4:00000000`;
      const replies = yield 'c';
      note(stopOf(replies));
      note(consoleText(replies).split(' at ')[0]);
      for (const packet of then) note(yield packet);
    }, CRASH);
  test('a fault stops, and with the signal or without a change comes the crash', () => {
    for (const packet of ['C04', 'c', 'vCont;C04:1', 's']) {
      const { guest, notes } = broken(packet);
      expect(notes).toEqual(['04 thread', 'natmod: illegal instruction']);
      expect([guest.end, guest.rest]).toEqual(['illegal-instruction', ['X04']]);
    }
  });
  test('a fault that no machine code has met', () => {
    const { guest, notes } = debugged(function* (g, note) {
      yield* untilLoaded();
      yield `Z0,${text(g).toString(16)},2`;
      yield 'c';
      // Behind the last call of mpy_init.
      yield `z0,${text(g).toString(16)},2`;
      yield `Z0,${RETURN_GATE.toString(16)},4`;
      yield 'c';
      const call = g.board.importModule('callback').get('call').word;
      note(yield `M${(call + 16).toString(16)},8:0000000000000000`);
      yield `z0,${RETURN_GATE.toString(16)},4`;
      const replies = yield 'c';
      note(stopOf(replies));
      note(consoleText(replies));
      yield 'c';
    }, CRASH);
    expect(notes).toEqual([
      ['OK'],
      '0b thread',
      'natmod: jump to an address without code 0x0 (call through a null pointer) in the runtime itself\n',
    ]);
    expect([guest.end, guest.rest]).toEqual(['fetch-access', ['X0b']]);
  });
  test('after a change the guest goes on', () => {
    const { guest } = debugged(function* (g) {
      yield* untilLoaded();
      const at = text(g).toString(16);
      const [code] = yield `m${at},4`;
      yield `M${at},4:00000000`;
      yield 'c';
      yield `M${at},4:${code}`;
      yield 'c';
    }, `${CRASH}\nprint(2)`);
    expect([guest.end, guest.printed, guest.rest]).toEqual(['done', '2\n', ['W00']]);
  });

  test('--stop-at-entry', () => {
    const stops: (string | undefined)[] = [];
    const guest = new Guest(
      connected(function* () {
        stops.push(stopOf(yield 'c'));
        yield 'c';
      }),
      {},
      { stopAtEntry: true },
    );
    guest.board.addModule('callback', conformance('callback'));
    guest.run('import callback\nprint(3)');
    expect([stops, guest.printed]).toEqual([['05 thread'], '3\n']);
  });
});

describe('hostile clients', () => {
  const VALID = [
    ...[
      '?',
      'g',
      'p5',
      'P5=0102030405060708',
      'm40000000,40',
      'M40000100,4:01020304',
      'X40000100,4:abcd',
      'Z0,40000000,2',
    ],
    ...[
      'z0,40000000,2',
      'Z2,40000100,4',
      'z2,40000100,4',
      'Z4,40000100,8',
      'vCont?',
      'Hg0',
      'T1',
      'qC',
      'qSupported:a+;b-',
    ],
    ...[
      'qXfer:features:read:target.xml:0,100',
      'qXfer:libraries:read::0,100',
      'qXfer:exec-file:read::0,100',
      'qSymbol::',
    ],
    ...['help', 'repr a0', 'describe 0x40080000', 'modules', 'calls', 'traceback', 'repr -1'].map(
      (line) => `qRcmd,${hexOfText(line)}`,
    ),
  ];
  const GOING_ON = /^(c|s|C|S|D|k|vCont;|vKill|\?)/;

  test('mutated packets: each gets an answer, and the guest runs afterwards', () => {
    const random = randomFrom(7);
    const count = LONG ? 20_000 : 600;
    let unanswered = 0;
    const guest = new Guest(
      connected(function* () {
        for (let i = 0; i < count; i++) {
          const chars = [...random.pick(VALID)];
          for (let k = random.below(4); k > 0; k--) {
            const at = random.below(chars.length + 1);
            const what = random.pick(['0', 'f', ',', ':', ';', '\xff', '$', '}', '*', '-', 'ffffffffffffffff', '']);
            chars.splice(at, random.below(3), what);
          }
          const packet = chars.join('');
          if (packet === '' || GOING_ON.test(packet)) continue;
          const replies = yield packet;
          if (replies.length === 0) unanswered++;
        }
        // What was written may have hit anything, but not the runtime's own state.
        yield 'D';
      }),
    );
    guest.run('');
    expect(unanswered).toBe(0);
  });

  test('noise, half packets, floods', () => {
    const random = randomFrom(8);
    const guest = new Guest(
      connected(function* () {
        for (let i = 0; i < (LONG ? 5000 : 200); i++) {
          const noise = Uint8Array.from(random.times(random.below(200), () => random.below(256)));
          // No letter that a packet of which could let the guest go.
          yield noise.map((byte) => ('cCsSDkv'.includes(String.fromCharCode(byte)) ? 0x24 : byte));
        }
        yield `raw:$m40000000,4#xx${'$'.repeat(100_000)}`;
        yield `raw:${'\x03'.repeat(1000)}${'+'.repeat(1000)}`;
        yield encodePacket('c').subarray(0, 3);
        yield encodePacket('c').subarray(3);
      }),
    );
    guest.run('print(1)');
    expect([guest.end, guest.printed]).toEqual(['done', '1\n']);
  });
});
