// Code that stands for functions outside the module (linker.md section 8.1): it jumps to the address in a word that the
// loader fills in, or, for fixed addresses, in a plain word. Stubs for memset and memmove are made whenever an object
// leaves those undefined; others only when a call needs one.
import type { Builtin, CodeBlock, JumpStub, Place, Target } from '../arch/index.js';
import { InternalError } from '../base/index.js';
import { RELOC_KIND } from '../mpy/index.js';
import { memberKind } from './firmware.js';
import { INTERNAL, type Link, LinkSection } from './model.js';
import { putWord } from './words.js';

/** Tells targets apart. */
export function targetKey(target: Target): string {
  switch (target.kind) {
    case 'loader':
      return `loader:${target.loaderKind}`;
    case 'absolute':
      return `absolute:${target.value}`;
    case 'section':
      throw new InternalError('sections are told apart by identity');
  }
}

function makeStub(link: Link, { bytes, pointerOffset }: JumpStub, target: Target, name: string): LinkSection {
  return makeCode(link, bytes, name, ({ view, offset, address }) => {
    if (target.kind === 'loader') {
      link.relocations.push({ section: 'text', offset: address + pointerOffset, kind: target.loaderKind });
    } else {
      putWord(view, offset + pointerOffset, link.addressOf(target), link.arch.wordSize);
    }
  });
}

function makeCode(link: Link, bytes: readonly number[], name: string, finish: (place: Place) => void): LinkSection {
  return new LinkSection({
    name,
    file: INTERNAL,
    class: 'internal',
    image: 'text',
    size: bytes.length,
    align: link.arch.wordSize,
    emit: (place: Place) => {
      for (let i = 0; i < bytes.length; i++) place.view.setUint8(place.offset + i, bytes[i]!);
      finish(place);
    },
  });
}

/** The stub of a mem* function, second in the section list as the reference puts it. */
export function addMemStub(link: Link, code: JumpStub, target: Target & { kind: 'loader' }): void {
  const stub = makeStub(link, code, target, `.internal.${target.name === 'memset' ? 'memset' : 'memmove'}`);
  link.sections.splice(1, 0, stub);
  link.stubs.set(targetKey(target), stub);
}

const makeVariable = (name: string, size: number): LinkSection =>
  new LinkSection({
    name,
    file: INTERNAL,
    class: 'bss',
    image: 'bss',
    size,
    align: size,
    bytes: new Uint8Array(0),
  });

/** A function of the architecture's own, made where nobody defines the name; placed after all other code. */
export function addBuiltin(link: Link, name: string, builtin: Builtin): LinkSection {
  const known = link.builtins.get(builtin);
  if (known) return known;
  const { pointers = [], variable } = builtin;
  const bss = variable && makeVariable(`.internal.${name}`, variable.size);
  const section = makeCode(link, builtin.bytes, `.internal.${name}`, ({ view, offset: at, address }) => {
    for (const { entry, offset } of pointers) {
      link.relocations.push({ section: 'text', offset: address + offset, kind: memberKind(entry) });
    }
    if (!bss || !variable) return;
    putWord(view, at + variable.offset, bss.address, link.arch.wordSize);
    link.relocations.push({ section: 'text', offset: address + variable.offset, kind: RELOC_KIND.BSS });
  });
  link.sections.push(section);
  if (bss) link.sections.push(bss);
  link.builtins.set(builtin, section);
  return section;
}

/** The stub of any other target that no call reaches, made on first use. */
export function callStub(link: Link, target: Target): CodeBlock {
  const key = targetKey(target);
  const known = link.stubs.get(key);
  if (known) return known;
  const code = link.arch.stub;
  if (!code) throw new InternalError('a call stub was asked for on an architecture without stubs');
  const stub = makeStub(link, code, target, `.internal.stub.${target.kind === 'loader' ? target.name : 'fixed'}`);
  link.sections.push(stub);
  link.stubs.set(key, stub);
  return stub;
}
