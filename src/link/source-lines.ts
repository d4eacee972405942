// Adds to diagnostics where in the source the trouble is: file and line from the object's debug information, and the
// function around the place. Made only when there is something to report.
import type { Diagnostic } from '../base/index.js';
import { ELF, type LineTable, readLineTable } from '../elf/index.js';
import type { LinkObject } from './model.js';

export function withSources(objects: readonly LinkObject[], diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const tables = new Map<LinkObject, LineTable | undefined>();
  const tableOf = (object: LinkObject) => {
    if (!tables.has(object)) tables.set(object, readLineTable(object.elf));
    return tables.get(object);
  };
  return diagnostics.map((d) => {
    const { file, section, offset } = d.where ?? {};
    if (section === undefined || offset === undefined) return d;
    const object = objects.find((o) => o.file === file);
    const elf = object?.elf.sections.find((s) => s.name === section && offset < s.size);
    // Offsets in a section that was shortened are no longer those of the object.
    if (!object || !elf || object.sections[elf.index]?.size !== elf.size) return d;
    const line = isLiteral(object, elf.index, offset) ? undefined : tableOf(object)?.lookup(elf.index, offset);
    const inside = object.elf.symbols.find(({ type, place, value, size }) => {
      const start = value - (value % 2); // Thumb functions have bit 0 set
      return type === ELF.STT_FUNC && place === elf.index && offset >= start && offset < start + size;
    });
    const source = line && line.file !== '' ? `${line.file}:${line.line}` : undefined;
    const name = inside && inside.name !== '' ? inside.name : undefined;
    return source === undefined && name === undefined ? d : { ...d, where: { ...d.where, source, function: name } };
  });
}

/** Assemblers mark with $d where data starts among code; the lines there are those of the code before it. */
function isLiteral(object: LinkObject, section: number, offset: number): boolean {
  let last: { readonly name: string; readonly value: number } | undefined;
  for (const symbol of object.elf.symbols) {
    if (symbol.place !== section || symbol.value > offset || !/^\$[adtx](?:\.|$)/.test(symbol.name)) continue;
    if (!last || symbol.value >= last.value) last = symbol;
  }
  return last?.name.startsWith('$d') ?? false;
}
