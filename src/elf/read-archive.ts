// Reads `ar` archives: the GNU form (names ending in '/', long names in the '//' member, symbol index '/' or '/SYM64/')
// and the BSD form ('#1/len' names in front of the contents, '__.SYMDEF' index, which is left unused). Members are
// sub-ranges of the given bytes.
import { ByteView, fail } from '../base/index.js';

export interface ArchiveMember {
  readonly name: string;
  /** Of the member's header, which is what the symbol index refers to. */
  readonly headerOffset: number;
  readonly bytes: Uint8Array;
}

export interface Archive {
  readonly file: string;
  readonly members: readonly ArchiveMember[];
  /** The archive's own symbol index, symbol -> member, in its order; undefined when there is none or it is stale. */
  readonly index: readonly { readonly symbol: string; readonly member: ArchiveMember }[] | undefined;
}

const MAGIC = '!<arch>\n';
const THIN_MAGIC = '!<thin>\n';
const HEADER_SIZE = 60;

const latin1 = (bytes: Uint8Array): string => {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
};
const utf8 = new TextDecoder();

/** Does the file say that it is an archive, thin ones included. */
export function isArchive(bytes: Uint8Array): boolean {
  const magic = latin1(bytes.subarray(0, MAGIC.length));
  return magic === MAGIC || magic === THIN_MAGIC;
}

export function readArchive(bytes: Uint8Array, file: string): Archive {
  const bad = (message: string, offset?: number): never => fail('archive-format', message, { file, offset });
  const magic = latin1(bytes.subarray(0, MAGIC.length));
  if (magic === THIN_MAGIC) {
    fail('archive-thin', 'this is a thin archive: it holds the names of objects, not the objects', { file }, [
      'make a normal one: ar rcs new.a OBJECTS... (without T), or pass the objects themselves',
    ]);
  }
  if (magic !== MAGIC) bad('this is not an archive (it does not start with !<arch>)', 0);
  const view = new ByteView(bytes, (offset) => bad('the archive ends inside a member', offset));

  const members: ArchiveMember[] = [];
  let longNames: Uint8Array | undefined;
  let index: { bytes: Uint8Array; width: 4 | 8 } | undefined;
  let at = MAGIC.length;
  while (at < bytes.length) {
    const header = latin1(view.slice(at, HEADER_SIZE));
    if (header.slice(58) !== '`\n') bad('a member header does not end in the bytes 60 0a', at + 58);
    const sizeText = header.slice(48, 58).trim();
    if (!/^\d+$/.test(sizeText)) bad(`the member size '${sizeText}' is not a number`, at + 48);
    const contents = view.slice(at + HEADER_SIZE, Number(sizeText));
    const rawName = header.slice(0, 16).trimEnd();
    if (rawName === '/') index = { bytes: contents, width: 4 };
    else if (rawName === '/SYM64/') index = { bytes: contents, width: 8 };
    else if (rawName === '//') longNames = contents;
    else {
      const member = namedMember(rawName, contents, longNames, at, bad);
      if (!member.name.startsWith('__.SYMDEF')) members.push(member);
    }
    at += HEADER_SIZE + contents.length;
    at += at & 1;
  }
  return { file, members, index: index && readIndex(index.bytes, index.width, members) };
}

function namedMember(
  rawName: string,
  contents: Uint8Array,
  longNames: Uint8Array | undefined,
  headerOffset: number,
  bad: (message: string, offset?: number) => never,
): ArchiveMember {
  const long = /^\/(\d+)$/.exec(rawName);
  if (long) {
    const start = Number(long[1]);
    if (!longNames || start >= longNames.length) bad(`the long member name ${rawName} does not exist`, headerOffset);
    let end = longNames!.indexOf(0x0a, start);
    if (end < 0) end = longNames!.length;
    return { name: utf8.decode(longNames!.subarray(start, end)).replace(/\/$/, ''), headerOffset, bytes: contents };
  }
  const bsd = /^#1\/(\d+)$/.exec(rawName);
  if (bsd) {
    const length = Number(bsd[1]);
    if (length > contents.length) bad(`the member name of ${length} bytes does not fit in the member`, headerOffset);
    const name = utf8.decode(contents.subarray(0, length));
    const nul = name.indexOf('\0');
    return { name: nul < 0 ? name : name.slice(0, nul), headerOffset, bytes: contents.subarray(length) };
  }
  return { name: rawName.replace(/\/$/, ''), headerOffset, bytes: contents };
}

/** The GNU index: big-endian count, that many header offsets, then that many names. Anything odd makes it unusable. */
function readIndex(bytes: Uint8Array, width: 4 | 8, members: readonly ArchiveMember[]): Archive['index'] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const word = (i: number) => (width === 4 ? view.getUint32(i * 4) : Number(view.getBigUint64(i * 8)));
  if (bytes.length < width) return undefined;
  const count = word(0);
  if (!((count + 1) * width <= bytes.length)) return undefined;
  const byOffset = new Map(members.map((m) => [m.headerOffset, m]));
  const out: { symbol: string; member: ArchiveMember }[] = [];
  let at = (count + 1) * width;
  for (let i = 0; i < count; i++) {
    const member = byOffset.get(word(i + 1));
    const end = bytes.indexOf(0, at);
    if (!member || end < 0) return undefined;
    out.push({ symbol: utf8.decode(bytes.subarray(at, end)), member });
    at = end + 1;
  }
  return out;
}
