// `natmod doctor`: which compilers are here, whether what they make links and runs, and how to get those that are missing.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { arches } from '../../arch/index.js';
import { afterInstall, type Checkup, examine, installCommand, type System, TOOLCHAINS } from '../../build/index.js';
import { nodeHost, PATIENCE, packageVersion } from '../../node/index.js';
import { createBoard, PythonError } from '../../system/index.js';
import { readTimeout } from '../board-options.js';
import { EXIT, UsageError } from '../exit.js';
import type { Parsed } from '../parse.js';
import { Stopping } from '../stopping.js';
import { print, say } from '../terminal.js';

/** Boards by the architecture that they run. */
const BOARDS: Readonly<Record<string, 'VIRT_RV64' | 'VIRT_RV32'>> = { rv64imc: 'VIRT_RV64', rv32imc: 'VIRT_RV32' };

interface Row {
  readonly arch: string;
  readonly checkups: readonly { readonly checkup: Checkup; readonly verdict: string; readonly works: boolean }[];
  readonly install: string | undefined;
}

export async function doctorCommand(parsed: Parsed): Promise<number> {
  if (parsed.operands.length > 0)
    throw new UsageError('doctor takes no operands', ['usage: natmod doctor [OPTION]...']);
  const scratch = mkdtempSync(join(tmpdir(), 'natmod-doctor-'));
  const system = detectSystem();
  const stopping = new Stopping();
  try {
    const host = nodeHost(scratch, { patience: readTimeout(parsed, PATIENCE) });
    stopping.onStop(() => host.stop());
    const rows: Row[] = [];
    const json = parsed.count('json') > 0;
    if (!json)
      print(`natmod ${packageVersion()}, Node ${process.versions.node}, ${process.platform} ${process.arch}\n\n`);
    for (const arch of Object.keys(TOOLCHAINS)) {
      const checkups = (await examine(host, arch, '.')).map((checkup) => ({ checkup, ...judge(checkup) }));
      if (stopping.wanted) {
        say('interrupted');
        return EXIT.INTERRUPTED;
      }
      const row = {
        arch,
        checkups,
        install: isComplete(checkups) ? undefined : installCommand(arch, system, host.machine),
      };
      rows.push(row);
      if (!json) print(textOf(row));
    }
    if (json) print(`${JSON.stringify({ system, architectures: rows.map(toJson) }, null, 2)}\n`);
    return rows.some((row) => row.checkups.some((c) => c.works)) ? EXIT.OK : EXIT.FAILED;
  } finally {
    await stopping.finish();
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Whether modules can be built, with floats. The compiler for ESP8266 has no libm.a on any system. */
const isComplete = (checkups: Row['checkups']): boolean =>
  checkups.some(
    ({ works, checkup: { arch, facts } }) => works && (arch === 'xtensa' || facts.runtime.missing.length === 0),
  );

/** Runs the module where a board can. */
function judge({ arch, module, problem }: Checkup): { verdict: string; works: boolean } {
  if (module === undefined) return { verdict: problem ?? 'does not work', works: false };
  const board = BOARDS[arch];
  if (board === undefined) {
    const isExperimental = arches[arch]?.experimental !== undefined;
    return { verdict: `compiles and links${isExperimental ? ' (experimental)' : ''}`, works: true };
  }
  try {
    const made = createBoard({ board });
    made.addModule('check', module);
    const sum = made.importModule('check').method('add', 40, 2).repr();
    return sum === '42'
      ? { verdict: `compiles, links and runs on ${board}`, works: true }
      : { verdict: `runs on ${board}, but 40 + 2 is ${sum}`, works: false };
  } catch (error) {
    if (!(error instanceof PythonError) && !(error instanceof Error)) throw error;
    return { verdict: `does not run on ${board}: ${error.message}`, works: false };
  }
}

function textOf({ arch, checkups, install }: Row): string {
  const lines: string[] = [];
  for (const [i, { checkup, verdict }] of checkups.entries()) {
    const { compiler, facts } = checkup;
    lines.push(`${(i === 0 ? arch : '').padEnd(10)} ${compiler.command.join(' ')}: ${verdict}`);
    if (facts.version !== '') lines.push(`${''.padEnd(10)}   ${facts.version}`);
    if (facts.runtime.missing.length > 0 && checkup.module !== undefined) {
      lines.push(
        `${''.padEnd(10)}   not found, needed by some floats and divisions: ${facts.runtime.missing.join(', ')}`,
      );
    }
  }
  if (checkups.length === 0) lines.push(`${arch.padEnd(10)} no compiler`);
  if (install !== undefined) {
    const what = checkups.some((c) => c.works) ? 'one with libraries' : 'one';
    const after = afterInstall(install);
    lines.push(`${''.padEnd(10)}   to get ${what}: ${install}`);
    if (after !== undefined) lines.push(`${''.padEnd(10)}     ${after}`);
  } else if (!checkups.some((c) => c.works)) {
    const [prefix] = TOOLCHAINS[arch]!.prefixes;
    lines.push(`${''.padEnd(10)}   natmod knows no package for this system; it looks for ${prefix}gcc on PATH`);
  }
  return `${lines.join('\n')}\n`;
}

const toJson = ({ arch, checkups, install }: Row) => ({
  arch,
  compilers: checkups.map(({ checkup, verdict, works }) => ({
    command: checkup.compiler.command,
    path: checkup.compiler.path,
    version: checkup.facts.version,
    libraries: checkup.facts.runtime.found,
    works,
    verdict,
  })),
  install,
});

/** The family of packages that this system takes. */
function detectSystem(): System | undefined {
  if (process.platform === 'darwin') return 'homebrew';
  if (process.platform === 'win32') return 'windows';
  let release = '';
  try {
    release = readFileSync('/etc/os-release', 'utf8');
  } catch {
    return undefined;
  }
  const ids = [...release.matchAll(/^ID(?:_LIKE)?="?([^"\n]*)/gm)].flatMap((match) => match[1]!.split(' '));
  if (ids.some((id) => ['debian', 'ubuntu'].includes(id))) return 'debian';
  if (ids.some((id) => ['fedora', 'rhel', 'centos'].includes(id))) return 'fedora';
  return ids.includes('arch') ? 'arch' : undefined;
}
