// Rust without its standard library: the static library that rustc makes, with all of core in it, is linked and run. Of
// the targets of rustc only this machine's can be expected to be there.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { DiagnosticError } from '../base/index.js';
import { readArchive } from '../elf/index.js';
import { link } from './index.js';
import { canRun, runNative } from './native-run.fixture.js';

const PROGRAM = `#![no_std]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! { loop {} }
static mut LOG: [u32; 8] = [1, 2, 3, 4, 5, 6, 7, 8];
trait Shape { fn area(&self) -> u32; }
struct Square(u32);
impl Shape for Square { fn area(&self) -> u32 { self.0 * self.0 } }
struct Rect(u32, u32);
impl Shape for Rect { fn area(&self) -> u32 { self.0 * self.1 } }
fn total(list: &[&dyn Shape]) -> u32 { list.iter().map(|s| s.area()).sum() }
#[no_mangle]
pub extern "C" fn mpy_init(n: usize) -> i32 {
    let (a, b) = (Square(3), Rect(4, 5));
    let list: [&dyn Shape; 2] = [&a, &b];
    let mut numbers = [5u32, 3, 9, 1];
    numbers.sort_unstable();
    let logged = unsafe { let p = core::ptr::addr_of_mut!(LOG); (*p)[n & 7] += 10; (*p)[n & 7] };
    let parsed = core::str::from_utf8(b"12345").unwrap().parse::<u32>().unwrap_or(0);
    (total(&list) + numbers[0] * 1000 + logged * 10000 + parsed) as i32
}
`;
/** n is 11. */
const WANT = 29 + 1000 + 140_000 + 12_345;

const dir = mkdtempSync(join(tmpdir(), 'natmod-rust-'));
afterAll(() => rmSync(dir, { recursive: true }));
const TARGET = 'x86_64-unknown-linux-gnu';
const OPTIONS = ['--target', TARGET, '--crate-type', 'staticlib', '-C', 'panic=abort', '-C', 'relocation-model=pic'];
function compile(level: string): Uint8Array | undefined {
  writeFileSync(join(dir, 'module.rs'), PROGRAM);
  const options = [...OPTIONS, '-C', `opt-level=${level}`, '-o', 'libmodule.a', 'module.rs'];
  try {
    execFileSync('rustc', options, { cwd: dir, stdio: 'ignore' });
    return new Uint8Array(readFileSync(join(dir, 'libmodule.a')));
  } catch {
    return undefined;
  }
}
const first = compile('s');

describe.skipIf(!first || !canRun('x64', dir))('rustc for this machine', () => {
  const optionsFor = (archive: Uint8Array) => {
    const member = readArchive(archive, 'libmodule.a').members.find(({ name }) => /^(?:lib)?module\./.test(name))!;
    return {
      arch: 'x64',
      objects: [{ name: member.name, bytes: member.bytes }],
      libraries: [{ name: 'libmodule.a', bytes: archive }],
      sourceName: 'm.mpy',
    };
  };
  it('runs traits, statics, sorting and parsing', () => {
    for (const archive of [first!, compile('3')!]) {
      const { mpy } = link({ ...optionsFor(archive), gcSections: true });
      expect(runNative(mpy, dir)).toEqual([WANT]);
    }
  });
  it('says that unused code of core needs something', () => {
    let notes: readonly string[] = [];
    try {
      link(optionsFor(first!));
    } catch (error) {
      if (error instanceof DiagnosticError) notes = error.diagnostics.flatMap((d) => d.notes ?? []);
    }
    expect(notes.join()).toContain('--gc-sections');
  });
});
