// Types that belong to modules rather than to the language: they exist on a board like those of objects/.

import type { TypeDef } from '../core/typedef.js';
import { deflateIOType } from './deflate.js';
import { frameBufferType } from './framebuf.js';
import { sha256Type } from './hashlib.js';
import { ioBaseType } from './io.js';
import { bytesIOType, stringIOType } from './io-memory.js';
import { memoryType, pinBaseType, signalType } from './machine.js';
import { matchType, patternType } from './re.js';
import { ringIOType } from './ring-io.js';
import { pollType } from './select.js';
import { structType } from './uctypes.js';
import { hostFileType, hostTextFileType, vfsHostType } from './vfs-host.js';
import { ROM_FILE_TYPES, vfsRomType } from './vfs-rom.js';

export const MODULE_TYPES: readonly TypeDef[] = [
  deflateIOType,
  sha256Type,
  ringIOType,
  memoryType,
  pinBaseType,
  signalType,
  ioBaseType,
  stringIOType,
  bytesIOType,
  pollType,
  structType,
  frameBufferType,
  matchType,
  patternType,
  vfsRomType,
  ...ROM_FILE_TYPES,
  vfsHostType,
  hostTextFileType,
  hostFileType,
];
