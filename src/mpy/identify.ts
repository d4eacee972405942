// Says what a file is when it is not (or may not be) a .mpy that can be used here: another version or sub-version of the
// format, a fork's format, an object file, text. A target says only "incompatible .mpy file"; this names the field that
// differs and the releases that read the file (boards-and-runner.md C7).
import {
  archName,
  FEATURE_ARCH_FLAGS,
  formatReleases,
  MPY_MAGIC,
  MPY_SUB_VERSION,
  MPY_VERSION,
  releasesReading,
} from '../abi/index.js';

export type MpyFormat =
  /** Version 6, readable here. */
  | 'mpy'
  /** Version 6, native code of another sub-version. */
  | 'mpy-sub-version'
  /** Version 6, an architecture code that is not defined. */
  | 'mpy-unknown-arch'
  /** Another version of the format. */
  | 'mpy-version'
  /** CircuitPython's own variant. */
  | 'circuitpython'
  | 'elf'
  | 'archive'
  | 'python-bytecode'
  | 'text'
  | 'empty'
  | 'unknown';

/** What a file is, as far as its first bytes tell. */
export interface MpyIdentity {
  readonly format: MpyFormat;
  /** Header fields, as far as the file has them. */
  readonly version?: number | undefined;
  readonly subVersion?: number | undefined;
  readonly arch?: number | undefined;
  readonly archName?: string | undefined;
  readonly hasArchFlags?: boolean | undefined;
  readonly smallIntBits?: number | undefined;
  /** Releases of MicroPython that read it, '' when none or not a .mpy. */
  readonly releases: string;
  /** One sentence for people. */
  readonly text: string;
  /** What to do about it, when there is something. */
  readonly advice?: string | undefined;
}

const CIRCUITPYTHON_MAGIC = 0x43;
/** Architecture of the feature byte; the mask drops exactly the arch-flags bit, so bit 7 makes the code unknown. */
export const featureArch = (feature: number): number => (feature >> 2) & 0x2f;
export const featureSubVersion = (feature: number): number => feature & 3;

/** What kind of file this is, in a sentence, with the releases that read it. Never throws. */
export function identifyMpy(bytes: Uint8Array): MpyIdentity {
  if (bytes.length === 0) return { format: 'empty', releases: '', text: 'an empty file' };
  const magic = bytes[0]!;
  const version = bytes[1];
  const plausible = version !== undefined && version <= 15;
  if (magic === MPY_MAGIC && plausible && bytes.length >= 4) return identifyVersion(bytes, version);
  if (magic === CIRCUITPYTHON_MAGIC && plausible && bytes.length >= 4) {
    return {
      format: 'circuitpython',
      version,
      releases: '',
      text: `a CircuitPython .mpy (magic "C", version ${version})`,
      advice: 'CircuitPython uses a format of its own: compile the source with the mpy-cross of MicroPython',
    };
  }
  return identifyOther(bytes);
}

function identifyVersion(bytes: Uint8Array, version: number): MpyIdentity {
  const feature = bytes[2]!;
  const smallIntBits = bytes[3]!;
  const arch = version >= 5 ? featureArch(feature) : 0;
  const subVersion = version >= 6 ? featureSubVersion(feature) : 0;
  const hasArchFlags = version >= 6 && (feature & FEATURE_ARCH_FLAGS) !== 0;
  const releases = formatReleases(releasesReading({ version, subVersion, arch, hasArchFlags }));
  const fields = { version, subVersion, arch, archName: archName(arch), hasArchFlags, smallIntBits, releases };
  const content = arch === 0 ? 'bytecode' : `native code for ${archName(arch)}`;
  const readBy = releases ? `, read by MicroPython ${releases}` : ', read by no release known here';
  if (version !== MPY_VERSION) {
    return {
      ...fields,
      format: 'mpy-version',
      text: `a .mpy of version ${version} (${content})${readBy}`,
      advice: `rebuild it for version ${MPY_VERSION} (MicroPython v1.19 and later; native code v1.23.0 and later)`,
    };
  }
  if (arch !== 0 && subVersion !== MPY_SUB_VERSION) {
    return {
      ...fields,
      format: 'mpy-sub-version',
      text: `a .mpy of version ${version}${subVersion === 0 ? '' : `.${subVersion}`} (${content})${readBy}`,
      advice: `compile the sources against the headers of native sub-version ${MPY_SUB_VERSION} (MicroPython v1.23.0 and later): another sub-version has another function table`,
    };
  }
  if (arch !== 0 && archName(arch).startsWith('unknown')) {
    return {
      ...fields,
      format: 'mpy-unknown-arch',
      text: `a .mpy of version ${version}.${subVersion} for an architecture that is not defined (code ${arch})`,
    };
  }
  return {
    ...fields,
    format: 'mpy',
    text: `a .mpy of version ${version}${arch === 0 ? '' : `.${subVersion}`} (${content})${readBy}`,
  };
}

function startsWith(bytes: Uint8Array, text: string): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[i] !== text.charCodeAt(i)) return false;
  return true;
}

function identifyOther(bytes: Uint8Array): MpyIdentity {
  if (startsWith(bytes, '\x7fELF')) {
    return { format: 'elf', releases: '', text: 'an ELF object, not a .mpy', advice: 'link it first' };
  }
  if (startsWith(bytes, '!<arch>\n') || startsWith(bytes, '!<thin>\n')) {
    return { format: 'archive', releases: '', text: 'a static library, not a .mpy', advice: 'link it first' };
  }
  if (bytes[2] === 0x0d && bytes[3] === 0x0a) {
    return {
      format: 'python-bytecode',
      releases: '',
      text: 'compiled bytecode of CPython (.pyc), not a .mpy',
      advice: 'compile the source with mpy-cross',
    };
  }
  const head = bytes.subarray(0, 512);
  if (head.every((b) => b >= 0x20 || b === 0x09 || b === 0x0a || b === 0x0d)) {
    return { format: 'text', releases: '', text: 'a text file, not a .mpy' };
  }
  const start = [...bytes.subarray(0, 4)].map((b) => b.toString(16).padStart(2, '0')).join(' ');
  return { format: 'unknown', releases: '', text: `not a .mpy: it starts with ${start}` };
}
