// Pass 2: which members of the archives take part (linker.md sections 6 and 28). Names are looked for in the order of
// their first mention: objects as on the command line, symbols as in their tables, then those of each chosen member.
// Weak references do not pull anything in. The first archive that has a name wins; in it the last member that defines
// the name, as in the reference.
import { fail } from '../base/index.js';
import {
  type Archive,
  type ArchiveMember,
  ELF,
  type ElfObject,
  isArchive,
  isElf,
  readArchive,
  readObject,
} from '../elf/index.js';
import { undefinedSymbols } from './collect-symbols.js';
import type { Link, NamedBytes } from './model.js';
import { readInput } from './read-inputs.js';

export type ResolveFile = (path: string) => Uint8Array | undefined;

interface Library {
  readonly archive: Archive;
  readonly bySymbol: ReadonlyMap<string, ArchiveMember>;
}

export function selectMembers(
  link: Link,
  libraries: readonly NamedBytes[],
  resolveFile: ResolveFile | undefined,
): void {
  if (libraries.length === 0) return;
  const known = openLibraries(link, libraries, resolveFile).map((archive) => indexArchive(link, archive));
  link.checkpoint();
  link.archives = known.map(({ archive }) => archive.file);

  const defined = new Set<string>();
  const queue: string[] = [];
  const addDefinitions = (from: number) => {
    for (let i = from; i < link.objects.length; i++) {
      for (const symbol of link.objects[i]!.symbols) {
        if (isDefined(symbol.elf.place) && !symbol.isLocal && symbol.name !== '') defined.add(symbol.name);
      }
    }
  };
  // The reference also looks for names that other objects define, and then finds duplicates.
  if (!link.compat) addDefinitions(0);
  for (const symbol of undefinedSymbols(link.objects)) queue.push(symbol.name);
  const chosen = new Set<ArchiveMember>();
  for (let i = 0; i < queue.length; i++) {
    const name = queue[i]!;
    if (defined.has(name)) continue;
    const library = known.find((l) => l.bySymbol.has(name));
    const member = library?.bySymbol.get(name);
    if (!library || !member || chosen.has(member)) continue;
    chosen.add(member);
    const file = `${library.archive.file}:${member.name}`;
    link.log(2, `using ${file}`);
    const before = link.objects.length;
    readInput(link, { name: file, bytes: member.bytes }, true);
    addDefinitions(before);
    for (const symbol of undefinedSymbols(link.objects.slice(before))) queue.push(symbol.name);
  }
}

const isDefined = (place: ElfObject['symbols'][number]['place']) => place !== 'undefined';

function openLibraries(link: Link, libraries: readonly NamedBytes[], resolveFile: ResolveFile | undefined): Archive[] {
  const out: Archive[] = [];
  const attempt = (open: () => void) => {
    try {
      open();
    } catch (error) {
      link.collect(error);
    }
  };
  for (const { name, bytes } of libraries) {
    attempt(() => {
      if (isArchive(bytes)) out.push(readArchive(bytes, name));
      else {
        for (const path of readLinkerScript(bytes, name)) attempt(() => out.push(openNamed(path, name, resolveFile)));
      }
    });
  }
  return out;
}

function openNamed(path: string, script: string, resolveFile: ResolveFile | undefined): Archive {
  const bytes = resolveFile?.(path);
  if (!bytes) {
    fail('library-missing', `the linker script names the archive ${path}, which cannot be read`, { file: script }, [
      'pass the archive itself with -l',
    ]);
  }
  return readArchive(bytes, path);
}

/** Real ones have a few lines; patterns over hostile megabytes would take minutes. */
const MAX_SCRIPT = 0x10000;

/** Paths in the GROUP and INPUT commands of a linker script that stands in for a library. */
export function readLinkerScript(bytes: Uint8Array, file: string): string[] {
  const bad = (what: string): never =>
    fail('library-format', `this is neither an archive nor a linker script that names archives (${what})`, { file }, [
      'such a script may contain OUTPUT_FORMAT(...), GROUP(...) and INPUT(...)',
    ]);
  if (bytes.length > MAX_SCRIPT) bad('it is too long for a linker script');
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return bad('it is not text');
  }
  const paths: string[] = [];
  const rest = text
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/OUTPUT_FORMAT\s*\([^)]*\)/g, '')
    .replace(/\bAS_NEEDED\s*\(([^)]*)\)/g, ' $1 ')
    .replace(/\b(?:GROUP|INPUT)\s*\(([^)]*)\)/g, (_, inside: string) => {
      paths.push(...inside.split(/[\s,]+/).filter((word) => word !== ''));
      return '';
    })
    .trim();
  if (rest !== '') bad(`it contains '${rest.slice(0, 40)}'`);
  return paths;
}

/** The archive's own index where it has one, else one made from the members. */
function indexArchive(link: Link, archive: Archive): Library {
  const bySymbol = new Map<string, ArchiveMember>();
  if (archive.index) {
    for (const { symbol, member } of archive.index) bySymbol.set(symbol, member);
    return { archive, bySymbol };
  }
  for (const member of archive.members) {
    if (!isElf(member.bytes)) continue;
    try {
      for (const s of readObject(member.bytes, `${archive.file}:${member.name}`).symbols) {
        if (s.place !== 'undefined' && s.binding !== ELF.STB_LOCAL && s.name !== '') bySymbol.set(s.name, member);
      }
    } catch (error) {
      link.collect(error);
    }
  }
  return { archive, bySymbol };
}
