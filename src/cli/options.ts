// Every command and option of the command line, as one table. The parser and the help texts are made from it, so an
// option that is not described here does not exist.

export interface OptionRow {
  readonly long: string;
  readonly short?: string;
  /** Placeholder of its value in help; a flag has none. */
  readonly value?: string;
  readonly repeat?: boolean;
  /** The value may be left out, and then is this; a value follows a `=`. */
  readonly whenBare?: string;
  /** Stands for an operand: everything after its value is an operand. */
  readonly last?: boolean;
  readonly help: string;
}

export interface CommandRow {
  readonly summary: string;
  /** What follows the command's name in its usage line. */
  readonly usage: string;
  readonly options: readonly OptionRow[];
  /** Number of operands after which everything, options included, is an operand. */
  readonly operandsBeforeRest?: number;
  readonly notes?: readonly string[];
  /** Exit statuses besides those of all commands; a text where there is more to say than in EXIT_STATUSES. */
  readonly ends?: Readonly<Partial<Record<Status | 'N', string | true>>>;
  /** Notes that are made from other tables, which not every start of the program should wait for. */
  readonly moreNotes?: () => Promise<readonly string[]>;
}

const MAP: OptionRow = {
  long: 'map',
  value: 'FILE',
  repeat: true,
  help: 'map that names the symbols (repeatable)',
};

/** Looks for mistakes of machine code. */
const CHECK: OptionRow = {
  long: 'check',
  value: 'uninit',
  whenBare: 'on',
  help: 'find misuse of memory by machine code; uninit: reads of unset heap memory too',
};

/** What --check does to the exit status. */
const CHECK_NOTE = 'With --check, findings go to standard error; an exit status of 0 becomes 1.';

const PROFILE: OptionRow = {
  long: 'profile',
  value: 'FILE',
  help: 'write who called whom and how much each did, for speedscope.app',
};

/** Which board, and how large. */
const BOARD: readonly OptionRow[] = [
  { long: 'board', value: 'BOARD', help: 'VIRT_RV64 or VIRT_RV32 [by the file]' },
  { long: 'engine', value: 'ENGINE', help: 'interp [interp]' },
  { long: 'heap', value: 'BYTES', help: 'size of the heap' },
  { long: 'stack', value: 'BYTES', help: 'stack that calls may use' },
  { long: 'limits', value: 'NAME', help: 'board or large: heap and stack of the board, or ample ones [large]' },
  { long: 'gc', value: 'MODE', help: 'stress: collect at every allocation' },
  { long: 'romfs', value: 'IMG', help: 'ROMFS image that the board mounts at /rom' },
];

/** The same where no file tells, and the board is to be as the real one. */
const REAL_BOARD = BOARD.map((row) => ({
  ...row,
  help: row.help.replace('[by the file]', '[VIRT_RV64]').replace('[large]', '[board]'),
}));

/** What run and debug have in common. */
const RUN: readonly OptionRow[] = [
  { long: 'command', short: 'c', value: 'CODE', last: true, help: 'run this code; operands are its arguments' },
  { long: 'module', short: 'm', value: 'MODULE', last: true, help: 'run this module; operands are its arguments' },
  { long: 'bare', help: 'as the firmware starts: nothing mounted, limits of the board, name <stdin>' },
  ...BOARD,
  CHECK,
  { long: 'timeout', value: 'SECONDS', help: 'give up after this time [never]' },
  MAP,
  { long: 'path', value: 'DIR', repeat: true, help: 'mount this folder too and import from it (repeatable)' },
  { long: 'write', value: 'DIR', repeat: true, help: 'mount this folder so that the guest may write (repeatable)' },
];

type Status = keyof typeof EXIT_STATUSES;

/** What a status means for any command. */
export const EXIT_STATUSES = {
  0: 'success',
  1: 'an exception was raised, the link or build was refused, a test failed, or --check found something',
  2: 'wrong usage, or a file that cannot be read or written',
  3: 'the machine code crashed; the report is on standard error',
  4: 'the time limit was reached',
  70: 'a bug of natmod: please report it',
  130: 'interrupted',
} as const;

/** Those that every command may end with. */
export const COMMON_STATUSES: readonly Status[] = [0, 2, 70];

/** Statuses of what runs a guest. */
const GUEST_ENDS = { 3: true, 4: true, 130: true } as const;
const RAISED = 'an exception was raised, or --check found something';
const ANY = "what the program's sys.exit(N) says, its lowest 8 bits";

export const COMMANDS = {
  link: {
    summary: 'link objects into a native .mpy',
    usage: '[OPTION]... FILE...',
    options: [
      { long: 'arch', value: 'ARCH', help: 'architecture of the module [x64]' },
      { long: 'arch-flags', value: 'FLAGS', help: 'extensions that the code needs: a number, or names with commas' },
      { long: 'preprocess', help: 'write the header of qstr names for these sources' },
      { long: 'qstrs', value: 'FILE', help: 'header that --preprocess made' },
      {
        long: 'libs',
        short: 'l',
        value: 'FILE',
        repeat: true,
        help: 'static library to take members from (repeatable)',
      },
      { long: 'externs', short: 'e', value: 'FILE', help: 'symbols with fixed addresses' },
      { long: 'source-name', value: 'NAME', help: 'name recorded in the module [name of the output]' },
      { long: 'output', short: 'o', value: 'FILE', help: 'output file [first input, .o replaced by .mpy]' },
      { long: 'verbose', short: 'v', repeat: true, help: 'say more; twice for every relocation' },
      { long: 'map', value: 'FILE', help: 'write a map of sections and symbols' },
      { long: 'elf', value: 'FILE', help: 'write the module as ELF with symbols and DWARF, for debuggers' },
      { long: 'compat', help: 'refuse what mpy_ld.py refuses or gets wrong' },
      { long: 'optimize', short: 'O', help: 'make the file smaller: the next three, unused slots, relocations' },
      { long: 'gc-sections', help: 'leave out sections that nothing refers to (-v names them)' },
      { long: 'icf', help: 'place equal functions and constants once' },
      { long: 'relax', help: 'shorten calls and loads of addresses (RISC-V objects made for it)' },
      { long: 'keep', value: 'SYMBOL', repeat: true, help: 'keep a section that nothing refers to (repeatable)' },
      { long: 'json', help: 'print the result as JSON' },
    ],
    notes: ['Options and output are those of mpy_ld.py; those from --map on are additions.'],
    moreNotes: async () => {
      const { arches } = await import('../arch/index.js');
      const all = Object.values(arches);
      return [
        `Architectures: ${all.flatMap((a) => (a.experimental ? [] : [a.name])).join(', ')}.`,
        ...all.flatMap((a) => (a.experimental ? [`Experimental: ${a.name}; ${a.experimental}.`] : [])),
      ];
    },
    ends: { 1: 'the link was refused' },
  },
  merge: {
    summary: 'merge .mpy files into one module',
    usage: '[-o FILE] FILE.mpy...',
    options: [{ long: 'output', short: 'o', value: 'FILE', help: 'output file (required)' }],
    notes: ['At most one of the files may hold native code.'],
    ends: { 1: 'the files do not go together' },
  },
  inspect: {
    summary: 'show what is in a .mpy file',
    usage: '[OPTION]... FILE.mpy',
    options: [
      { long: 'json', help: 'print everything as JSON' },
      { long: 'disassemble', short: 'd', help: 'list the code' },
      { long: 'strict', help: 'fail if anything is suspicious' },
      MAP,
    ],
  },
  call: {
    summary: 'call a function of a module on an emulated board',
    usage: '[OPTION]... FILE.mpy FUNCTION [LITERAL]...',
    operandsBeforeRest: 2,
    options: [
      ...BOARD,
      CHECK,
      { long: 'timeout', value: 'SECONDS', help: 'give up after this time; 0 for never [10]' },
      MAP,
      PROFILE,
      { long: 'path', value: 'DIR', repeat: true, help: 'folder to import further modules from (repeatable)' },
    ],
    notes: [
      'The literals are Python: 7 -3 0xff 2.5 "text" b"bytes" [1, 2] (3,) {"a": 1} {1, 2} None True.',
      'Everything after FUNCTION is a literal. Quote strings for the shell as well: \'"text"\'.',
      'FUNCTION may be a name in a class, as in Vector.dot.',
      'Prints what the module prints, then repr() of the result.',
      CHECK_NOTE,
    ],
    ends: { 1: RAISED, ...GUEST_ENDS, N: ANY },
  },
  run: {
    summary: 'run a script, a module or a .mpy file on an emulated board',
    usage: '[OPTION]... [SCRIPT.py | FILE.mpy | -] [ARG]...',
    operandsBeforeRest: 1,
    options: [...RUN, PROFILE],
    notes: [
      "The script's folder is mounted read-only and is the guest's current folder; imports find .py and .mpy there.",
      'With no script, or -, the script is read from standard input; on a terminal, no script means the REPL.',
      'The REPL remembers its lines in $NATMOD_HISTORY, by default a file of the state folder; ^D ends it.',
      'Ctrl-C raises KeyboardInterrupt in the script; what does not listen is ended by force after a moment.',
      CHECK_NOTE,
    ],
    ends: { 1: RAISED, ...GUEST_ENDS, N: ANY },
  },
  debug: {
    summary: 'run a program and let gdb attach to its machine code',
    usage: '[--port P] [OPTION]... [SCRIPT.py | FILE.mpy | -] [ARG]...',
    operandsBeforeRest: 1,
    options: [
      { long: 'port', value: 'PORT', help: 'port of this machine to listen on; 0 for any [3333]' },
      { long: 'stop-at-entry', help: 'stop where each native module begins, at mpy_init' },
      ...RUN,
    ],
    notes: [
      "The program waits until gdb has connected and says continue: gdb-multiarch -ex 'target remote :3333'.",
      'Breakpoints may be set before: (gdb) set breakpoint pending on, (gdb) break FUNCTION or FILE.c:LINE.',
      'gdb gets the symbols of each module when it is imported: from its .elf, or else its .map.json.',
      '(gdb) monitor help lists commands for what Python does. detach lets the program go on alone, kill ends it.',
    ],
    ends: { 1: 'an exception was raised', ...GUEST_ENDS, N: ANY },
  },
  serve: {
    summary: 'a board as a serial device, for mpremote and its like',
    usage: '[OPTION]... --stdio | --tcp PORT | --pty',
    options: [
      { long: 'stdio', help: 'standard input and output are the line' },
      { long: 'tcp', value: 'PORT', help: 'listen on a port, 0 for any; HOST:PORT lets other machines in' },
      { long: 'pty', help: 'make a pseudo-terminal' },
      ...REAL_BOARD,
      { long: 'timeout', value: 'SECONDS', help: 'give up a script after this time [never]' },
      MAP,
      { long: 'path', value: 'DIR', repeat: true, help: 'mount this folder and import from it (repeatable)' },
      { long: 'write', value: 'DIR', repeat: true, help: 'mount this folder so that the guest may write (repeatable)' },
    ],
    notes: [
      'The board speaks as its firmware does: REPL, raw REPL, raw-paste mode. Limits are those of the board.',
      'The first line of output says where it listens: socket://127.0.0.1:PORT, or /dev/pts/N.',
      'Clients may come and go; the board stays. Machine code that crashes makes it start anew.',
    ],
    ends: { ...GUEST_ENDS },
  },
  romfs: {
    summary: 'make a ROMFS image of a folder, or list one',
    usage: '[--mpy] DIR -o IMG | --list IMG',
    options: [
      { long: 'output', short: 'o', value: 'IMG', help: 'the image' },
      { long: 'mpy', help: 'compile .py files to .mpy' },
      { long: 'list', help: 'show what is in an image' },
    ],
  },
  compile: {
    summary: 'compile Python source to a bytecode .mpy',
    usage: '[OPTION]... FILE.py',
    options: [
      { long: 'output', short: 'o', value: 'FILE', help: 'output file [input, .py replaced by .mpy]' },
      { long: 'source-name', short: 's', value: 'NAME', help: 'name recorded for tracebacks [input as given]' },
      {
        long: 'optimise',
        short: 'O',
        value: 'N',
        help: '0 to 3: without assert from 1, without line numbers at 3 [0]',
      },
    ],
  },
  test: {
    summary: 'run test scripts on emulated boards, real ones, or another MicroPython',
    usage: '[OPTION]... [FILE | FOLDER | PATTERN]...',
    options: [
      { long: 'board', value: 'BOARD', repeat: true, help: 'VIRT_RV64 or VIRT_RV32 (repeatable) [both]' },
      {
        long: 'target',
        short: 't',
        value: 'TARGET',
        repeat: true,
        help: 'a board, exec:CMD, execpty:CMD, port:DEV or tcp:HOST:PORT (repeatable)',
      },
      { long: 'test-instance', value: 'TARGET', repeat: true, help: 'the same, as upstream calls it' },
      { long: 'baudrate', value: 'N', help: 'speed of serial ports [115200]' },
      { long: 'arch', short: 'a', value: 'ARCH', help: 'only emulated boards that run this architecture' },
      {
        long: 'natmod-dir',
        value: 'DIR',
        repeat: true,
        help: 'modules that stand for built-in ones, by the name of the test',
      },
      { long: 'path', value: 'DIR', repeat: true, help: 'folder to import from [dist of the project]' },
      { long: 'write', value: 'DIR', repeat: true, help: 'folder that tests may write to' },
      { long: 'filter', value: 'REGEX', help: 'only tests whose name and board fit' },
      { long: 'jobs', short: 'j', value: 'N', help: 'tests at a time [number of processors]' },
      { long: 'timeout', value: 'SECONDS', help: 'limit for each test; 0 for none [60]' },
      { long: 'bail', value: 'N', help: 'stop after N failures' },
      { long: 'repeat', value: 'N', help: 'run each test N times' },
      { long: 'shard', value: 'K/N', help: 'run the K-th of N parts' },
      {
        long: 'reporter',
        value: 'NAME[=FILE]',
        repeat: true,
        help: 'default, json, junit, tap, github, results [default]',
      },
      { long: 'result-dir', short: 'r', value: 'DIR', help: "write upstream's _results.json there" },
      { long: 'merge', help: 'the operands are JSON reports: show them as one' },
      {
        long: 'coverage',
        value: 'FILE',
        whenBare: 'coverage/lcov.info',
        help: 'write which lines of C ran, as lcov [coverage/lcov.info]',
      },
      { long: 'watch', help: 'run again what a change of files concerns, until Ctrl-C' },
      { long: 'update', help: 'make what the tests print the expected output' },
      { long: 'reference', value: 'COMMAND', help: 'compare with this interpreter where no output is recorded' },
      { long: 'begin', short: 'b', value: 'FILE', help: 'Python to run before each test' },
      { long: 'engine', value: 'ENGINE', help: 'interp [interp]' },
      { long: 'heap', value: 'BYTES', help: 'size of the heap' },
      { long: 'stack', value: 'BYTES', help: 'stack that calls may use' },
      { long: 'limits', value: 'NAME', help: 'board or large [board]' },
      { long: 'gc', value: 'MODE', help: 'stress: collect at every allocation' },
      { long: 'romfs', value: 'IMG', help: 'ROMFS image that the boards mount at /rom' },
      CHECK,
      MAP,
      { long: 'verbose', short: 'v', help: 'a line for each test' },
    ],
    notes: [
      'Tests are test_*.py and *_test.py. One passes if it prints what x.py.ARCH.exp, x.py.exp or x.exp says;',
      'without such a file, if it ends without an exception and a unittest run in it is clean.',
      'SKIP as its last line skips it.',
      'With --check, a test in which something is found fails.',
      'Targets are a MicroPython at its prompt: exec:CMD on standard input and output of a program, execpty:CMD on a',
      'pseudo-terminal whose name it prints, port:DEV on a serial port (with the package serialport), tcp:HOST:PORT.',
      'They are asked for their architecture, and get the modules that a test imports with it.',
    ],
    ends: { 1: 'a test failed', 130: true },
  },
  build: {
    summary: 'build a module from its sources, for one or more architectures',
    usage: '[OPTION]... [FOLDER | FILE...]',
    options: [
      {
        long: 'arch',
        value: 'ARCH',
        repeat: true,
        help: 'architectures, with commas; all: those that have a compiler here [rv64imc,rv32imc]',
      },
      { long: 'output', short: 'o', value: 'FOLDER', help: 'where modules and maps go [dist]' },
      { long: 'name', value: 'NAME', help: 'name of the module, when sources are given [first source]' },
      { long: 'folders', help: 'write ARCH/NAME.mpy instead of NAME_ARCH.mpy' },
      { long: 'mip', help: 'as --folders, with a package.json in each that mip installs from' },
      { long: 'optimize', short: 'O', help: 'make the files smaller, as natmod link -O does' },
      { long: 'cc', value: 'COMMAND', help: 'compiler, for one architecture [found on PATH]' },
      { long: 'jobs', short: 'j', value: 'N', help: 'compilers at a time [number of processors]' },
      { long: 'verbose', short: 'v', help: 'show the commands of the compilers' },
      { long: 'json', help: 'print the result as JSON' },
    ],
    notes: [
      'A folder has a natmod.json, or a Makefile as for MicroPython, or C sources that make one module.',
      'Only what changed is compiled again; build/ holds what lies between sources and modules.',
      'natmod doctor tells which compilers are here and how to get the others. CC of the environment, which is',
      'mostly for the computer itself, is not taken: --cc or "cc" of natmod.json names a compiler ("ccache gcc").',
      'Not with all: armv7em, and aarch64, which is experimental (no firmware loads such modules yet).',
    ],
    ends: { 1: 'a module was not built', 130: true },
  },
  new: {
    summary: 'make a project with a module, a test and a workflow for continuous integration',
    usage: 'NAME',
    options: [{ long: 'output', short: 'o', value: 'FOLDER', help: 'where to make it [./NAME]' }],
    notes: ['Then: cd NAME, natmod build, natmod test.'],
  },
  doctor: {
    summary: 'tell which compilers are here, whether they work, and how to get others',
    usage: '[OPTION]...',
    options: [
      { long: 'timeout', value: 'SECONDS', help: 'time for an answer of a compiler; 0 for any [30]' },
      { long: 'json', help: 'print the result as JSON' },
    ],
    ends: { 1: 'no compiler works', 130: true },
  },
  size: {
    summary: 'show what modules cost, alone or against an older build',
    usage: '[OPTION]... FILE.mpy | FOLDER...',
    options: [
      { long: 'compare', value: 'FILE|FOLDER', help: 'show differences to this module, or to those of this folder' },
      { long: 'by', value: 'PART', repeat: true, help: 'section, symbol or object: what each takes (needs a map)' },
      { long: 'format', value: 'FORMAT', help: 'text, json or markdown [text]' },
      { long: 'max-growth', value: 'N|N%', help: 'end with status 1 if a module takes more than that more' },
      MAP,
    ],
    notes: [
      'Of a folder, all modules in it and below are shown. Modules are compared with those of the same name,',
      'whatever the other folder lacks is new. A file is compared with a file, whatever they are called.',
      'What is gone is shown for a folder and for all its files (dist/*.mpy), not for files picked out of it.',
      'text, rodata, bss and bytecode are on the board; got is a part of text; file is the size of the .mpy.',
      '(rest) is what belongs to no row: padding, the jump to the entry, and, by symbol, data without a name.',
    ],
    ends: { 1: 'a module has grown by more than --max-growth' },
  },
  'mpy-dir': {
    summary: "print the folder for MPY_DIR of a module's Makefile",
    usage: '',
    options: [],
    notes: [
      'make MPY_DIR="$(npx natmod mpy-dir)" ARCH=rv64imc builds a module whose Makefile includes',
      '$(MPY_DIR)/py/dynruntime.mk, with no MicroPython tree and no Python.',
    ],
  },
} as const satisfies Record<string, CommandRow>;

export type CommandName = keyof typeof COMMANDS;
