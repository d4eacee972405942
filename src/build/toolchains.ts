// Which compilers make code for an architecture, and with which flags: boards-and-runner.md C2 for gcc, the same machine
// in clang's and zig's words. Flags of py/dynruntime.mk are those of gcc here.

export const FLOAT_IMPLS = ['none', 'float', 'double'] as const;
export type FloatImpl = (typeof FLOAT_IMPLS)[number];

export interface Toolchain {
  /** Prefixes of gcc's programs, the best known first. */
  readonly prefixes: readonly string[];
  /** Flags that make the computer's own gcc compile for it, where its processor belongs to this family. */
  readonly native?: { readonly machine: string; readonly flags: readonly string[] };
  readonly flags: readonly string[];
  readonly clang: { readonly target: string; readonly flags: readonly string[] } | undefined;
  readonly zig: { readonly target: string; readonly flags: readonly string[] } | undefined;
  /** The type that MicroPython calls mp_float_t unless the module says otherwise. */
  readonly float: FloatImpl;
  /** Folder below picolibc's where its libraries for this machine are. */
  readonly picolibc?: string;
}

/** Flags for every architecture. */
export const COMMON_FLAGS = ['-fpic', '-fno-common', '-U_FORTIFY_SOURCE'];

function arm(zig: string, target: string, cpu: string, float: FloatImpl, fpu: readonly string[] = []): Toolchain {
  const flags = ['-mthumb', `-mcpu=${cpu}`, ...fpu];
  return {
    prefixes: ['arm-none-eabi-'],
    flags,
    clang: { target, flags },
    // zig asks for tables to unwind the stack with, whose code needs a system.
    zig: {
      target: `thumb-freestanding-${target.split('-').at(-1)}`,
      flags: [`-mcpu=${zig}`, '-fno-unwind-tables', '-fno-asynchronous-unwind-tables'],
    },
    float,
  };
}

function riscv(bits: 32 | 64, abi: string): Toolchain {
  const march = `rv${bits}imac`;
  const flags = [`-march=${march}`, `-mabi=${abi}`, '-mno-relax'];
  return {
    prefixes: [...new Set(['riscv64-unknown-elf-', 'riscv64-elf-', 'riscv-none-elf-', `riscv${bits}-unknown-elf-`])],
    flags,
    clang: { target: `riscv${bits}-unknown-elf`, flags },
    zig: {
      target: `riscv${bits}-freestanding-none`,
      flags: [`-mcpu=generic_rv${bits}+m+a+c`, `-mabi=${abi}`, '-mno-relax'],
    },
    float: 'none',
    picolibc: `${march}/${abi}`,
  };
}

/** By the name given to --arch. */
export const TOOLCHAINS: Readonly<Record<string, Toolchain>> = {
  x86: {
    prefixes: ['i686-linux-gnu-', 'i686-elf-'],
    native: { machine: 'x86_64', flags: ['-m32'] },
    // gcc would align arrays to 32 bytes, of which loaders promise 16.
    flags: ['-fno-stack-protector', '-malign-data=abi'],
    clang: { target: 'i686-linux-gnu', flags: ['-fno-stack-protector'] },
    zig: { target: 'x86-linux-gnu', flags: ['-fno-stack-protector'] },
    float: 'double',
  },
  x64: {
    prefixes: ['x86_64-linux-gnu-', 'x86_64-elf-'],
    native: { machine: 'x86_64', flags: ['-m64'] },
    flags: ['-fno-stack-protector'],
    clang: { target: 'x86_64-linux-gnu', flags: ['-fno-stack-protector'] },
    zig: { target: 'x86_64-linux-gnu', flags: ['-fno-stack-protector'] },
    float: 'double',
  },
  armv6m: arm('cortex_m0', 'thumbv6m-none-eabi', 'cortex-m0', 'float'),
  armv7m: arm('cortex_m3', 'thumbv7m-none-eabi', 'cortex-m3', 'float'),
  armv7em: arm('cortex_m4', 'thumbv7em-none-eabi', 'cortex-m4', 'float', ['-mfloat-abi=soft']),
  armv7emsp: arm('cortex_m4+vfp4d16sp', 'thumbv7em-none-eabihf', 'cortex-m4', 'float', [
    '-mfpu=fpv4-sp-d16',
    '-mfloat-abi=hard',
  ]),
  armv7emdp: arm('cortex_m7+fp_armv8d16', 'thumbv7em-none-eabihf', 'cortex-m7', 'double', [
    '-mfpu=fpv5-d16',
    '-mfloat-abi=hard',
  ]),
  xtensa: {
    prefixes: ['xtensa-lx106-elf-'],
    flags: ['-mforce-l32'],
    clang: undefined,
    zig: undefined,
    float: 'none',
  },
  xtensawin: {
    prefixes: ['xtensa-esp32-elf-', 'xtensa-esp-elf-'],
    flags: [],
    clang: undefined,
    zig: undefined,
    float: 'float',
  },
  rv32imc: riscv(32, 'ilp32'),
  rv64imc: riscv(64, 'lp64'),
  aarch64: {
    prefixes: ['aarch64-linux-gnu-', 'aarch64-none-elf-', 'aarch64-elf-'],
    flags: ['-fno-stack-protector', '-mno-outline-atomics'],
    clang: { target: 'aarch64-linux-gnu', flags: ['-fno-stack-protector', '-mno-outline-atomics'] },
    zig: { target: 'aarch64-linux-gnu', flags: ['-fno-stack-protector', '-mno-outline-atomics'] },
    float: 'double',
  },
};

/**
 * Left out of "all": armv7em is for the few who want it by name, as what armv7m gives runs there, too; no firmware loads
 * modules for aarch64.
 */
export const ONLY_BY_NAME: ReadonlySet<string> = new Set(['armv7em', 'aarch64']);

/** Systems that we know packages for. */
export const SYSTEMS = ['debian', 'fedora', 'arch', 'homebrew', 'windows'] as const;
export type System = (typeof SYSTEMS)[number];

/** XPM and PlatformIO are package managers that have compilers for every system; npm and Python bring them. */
const XPM_RISCV = 'npx xpm install --global @xpack-dev-tools/riscv-none-elf-gcc@latest --verbose';
const XPM_ARM = 'npx xpm install --global @xpack-dev-tools/arm-none-eabi-gcc@latest --verbose';
const PIO_XTENSA = 'pipx run platformio pkg install --global --tool platformio/toolchain-xtensa';
const PIO_XTENSAWIN = 'pipx run platformio pkg install --global --tool espressif/toolchain-xtensa-esp32';

type Packages = Readonly<Partial<Record<System, string>>>;
const onAll = (command: string): Packages => Object.fromEntries(SYSTEMS.map((system) => [system, command]));

/** With the libraries that floats need. */
const FAMILIES: Readonly<Record<string, Packages>> = {
  riscv: {
    ...onAll(XPM_RISCV),
    debian: 'sudo apt-get install gcc-riscv64-unknown-elf picolibc-riscv64-unknown-elf',
    arch: 'sudo pacman -S riscv64-elf-gcc riscv64-elf-newlib',
  },
  arm: {
    debian: 'sudo apt-get install gcc-arm-none-eabi libnewlib-arm-none-eabi',
    fedora: 'sudo dnf install arm-none-eabi-gcc-cs arm-none-eabi-gcc-cs-c++ arm-none-eabi-newlib',
    arch: 'sudo pacman -S arm-none-eabi-gcc arm-none-eabi-newlib',
    homebrew: 'brew install --cask gcc-arm-embedded',
    windows: XPM_ARM,
  },
  xtensa: { ...onAll(PIO_XTENSA), debian: 'sudo apt-get install gcc-xtensa-lx106' },
  xtensawin: onAll(PIO_XTENSAWIN),
  x86: {
    debian: 'sudo apt-get install gcc-multilib g++-multilib',
    fedora: 'sudo dnf install gcc gcc-c++ glibc-devel.i686 glibc-static.i686',
    arch: 'sudo pacman -S gcc lib32-gcc-libs lib32-glibc',
    homebrew: 'brew install i686-elf-gcc',
    windows: 'winget install LLVM.LLVM',
  },
  aarch64: {
    debian: 'sudo apt-get install gcc-aarch64-linux-gnu',
    fedora: 'sudo dnf install gcc-aarch64-linux-gnu',
    arch: 'sudo pacman -S aarch64-linux-gnu-gcc',
    homebrew: 'brew install aarch64-elf-gcc',
    windows: 'winget install LLVM.LLVM',
  },
  x64: {
    debian: 'sudo apt-get install gcc g++',
    fedora: 'sudo dnf install gcc gcc-c++ glibc-static',
    arch: 'sudo pacman -S gcc',
    homebrew: 'brew install x86_64-elf-gcc',
    windows: 'winget install LLVM.LLVM',
  },
};

/** For computers of another kind, whose own gcc makes no code for x86. */
const CROSS: Readonly<Record<string, Packages>> = {
  x86: { debian: 'sudo apt-get install gcc-i686-linux-gnu g++-i686-linux-gnu', fedora: 'sudo dnf install clang' },
  x64: {
    debian: 'sudo apt-get install gcc-x86-64-linux-gnu g++-x86-64-linux-gnu',
    fedora: 'sudo dnf install clang',
    arch: 'sudo pacman -S clang',
  },
};

const FAMILY_OF = (arch: string): string => (arch.startsWith('rv') ? 'riscv' : arch.startsWith('arm') ? 'arm' : arch);

/** The command that installs a compiler for an architecture on a computer with such a processor. */
export function installCommand(arch: string, system: System | undefined, machine?: string): string | undefined {
  if (system === undefined) return undefined;
  const family = FAMILY_OF(arch);
  const native = TOOLCHAINS[arch]?.native;
  const cross = native !== undefined && native.machine !== machine ? CROSS[family]?.[system] : undefined;
  return cross ?? FAMILIES[family]?.[system];
}

/** What is left to do after a command that installs where no shell looks. */
export const afterInstall = (command: string): string | undefined =>
  /^(?:npx xpm|pipx) /.test(command) ? 'then put the bin folder of what it installed on PATH' : undefined;
