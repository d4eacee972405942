// ROMFS images: the read-only file systems that boards keep in flash.
export { buildRomfs, type RomfsNode, type RomfsTree } from './build.js';
export { checkRomfs, listRomfs, type RomfsEntry } from './read.js';
export { type Entry, lookup, nextEntry, rootRange } from './records.js';
