// Another MicroPython that runs in this process: the WebAssembly build, which knows nothing of this project. It is a port
// with 32-bit words, double floats and fuller messages, a few versions older than the boards' firmware; `sameOutput`
// knows these differences as rules, each with the section of the spec that says what the boards do.

/** What a script printed, and the traceback that ended it ('' for none). */
export interface Outcome {
  readonly out: string;
  readonly err: string;
  /** The interpreter itself broke down, which says nothing about Python. */
  readonly broken?: boolean;
}

interface MicroPython {
  runPython(source: string): unknown;
  FS: { writeFile(path: string, bytes: Uint8Array): void };
}
type Load = (options: {
  stdout: (bytes: Uint8Array) => void;
  linebuffer: boolean;
  heapsize: number;
}) => Promise<MicroPython>;

const load = await import('@micropython/micropython-webassembly-pyscript/micropython.mjs' as string).then(
  (module: { loadMicroPython: Load }) => module.loadMicroPython,
  () => undefined,
);
export const hasOracle = load !== undefined;
/** For names of suites that need it. */
export const ORACLE_NEEDED = 'needs @micropython/micropython-webassembly-pyscript';

/** Runs a script in a fresh interpreter, with files that it can import. */
export async function runOracle(source: string, files: Readonly<Record<string, Uint8Array>> = {}): Promise<Outcome> {
  const chunks: Uint8Array[] = [];
  const mp = await load!({ stdout: (bytes) => chunks.push(bytes.slice()), linebuffer: false, heapsize: 16 << 20 });
  for (const [path, bytes] of Object.entries(files)) mp.FS.writeFile(path, bytes);
  let err = '';
  let broken = false;
  try {
    mp.runPython(source);
  } catch (e) {
    broken = !(e instanceof Error) || e.name !== 'PythonError';
    err = String((e as Error).message);
  }
  return { out: Buffer.concat(chunks).toString(), err, broken };
}

// --- comparison ------------------------------------------------------------------------------------------------------

const NUMBER = /-?\d+\.\d+(?:e[+-]?\d+)?|-?\d+e[+-]?\d+|-?\binf\b|\bnan\b/g;

/** What says the same in other words. */
const RULES: readonly (readonly [RegExp, string])[] = [
  // 2, "error reporting level NORMAL": argument errors do not name the function, nor conversions their text.
  [/[\w<>]+\(\) (?=takes|missing|got)/g, 'function '],
  [/(invalid syntax for integer with base \d+): .*?(?=['"],?\)|$)/gm, '$1'],
  [/(['"])invalid syntax for integer with base (\d+)['"]+/g, "'invalid syntax for integer with base $2'"],
  [/module '[\w.]+' has no attribute/g, "'module' object has no attribute"],
  // 12: addresses in texts, and what a bound method is printed as.
  [/<bound_method [0-9a-f]+ .*?(?:<function \w+ at [^>]*>|<function>)>/g, '<bound_method>'],
  [/ at (?:0x)?[0-9a-f]+>/g, ' at X>'],
  [/0x[0-9a-f]{5,}/g, '0xX'],
];

const simplify = (text: string): string => RULES.reduce((t, [pattern, by]) => t.replace(pattern, by), text);

/** Equal but for single and double precision (6). */
function sameNumber(a: string, b: string): boolean {
  const x = Number.parseFloat(a.replace('inf', 'Infinity'));
  const y = Number.parseFloat(b.replace('inf', 'Infinity'));
  return Object.is(x, y) || x === y || Math.abs(x - y) <= 2e-5 * Math.max(Math.abs(x), Math.abs(y));
}

/** Whether two outputs say the same. */
export function sameOutput(a: string, b: string): boolean {
  const x = simplify(a);
  const y = simplify(b);
  if (x === y) return true;
  if (x.replace(NUMBER, 'N') !== y.replace(NUMBER, 'N')) return false;
  const numbers = y.match(NUMBER) ?? [];
  return (x.match(NUMBER) ?? []).every((n, i) => sameNumber(n, numbers[i]!));
}

/** The lines that differ, for a message; '' if none do. */
export function difference(oracle: Outcome, board: Outcome): string {
  const lines = (o: Outcome): string[] => `${o.out}\n${o.err}`.split('\n');
  const a = lines(oracle);
  const b = lines(board);
  const all = Array.from({ length: Math.max(a.length, b.length) }, (_, i) => i);
  return all
    .filter((i) => !sameOutput(a[i] ?? '', b[i] ?? ''))
    .slice(0, 5)
    .map((i) => `line ${i + 1}\n  oracle: ${a[i] ?? '(nothing)'}\n  board:  ${b[i] ?? '(nothing)'}`)
    .join('\n');
}
