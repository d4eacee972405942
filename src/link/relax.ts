// Linker relaxation (linker.md section 31). Which calls can be short is known only when addresses are, and shortening
// them changes addresses, so the link is made again with what the last one found, until nothing more is found. Distances
// shrink from one to the next but for alignment, for which there is a reserve; if it was not enough, the last link that
// worked counts.
import type { Shorter } from '../arch/index.js';
import type { Link, LinkSection, LinkSymbol, ShorterByObject } from './model.js';
import { targetKey } from './stubs.js';

type Plan = Map<number, Map<number, Map<number, Shorter>>>;

/** What can be shorter than in this link, undefined when there is nothing new. */
export function planShorter(link: Link): ShorterByObject | undefined {
  const plan: Plan = new Map();
  let found = 0;
  const reserve = makeReserve(link);
  link.objects.forEach((object, o) => {
    for (const { index, relocations, type } of object.elf.sections) {
      const section = object.sections[index];
      if (!section?.kept || section.class !== 'text' || relocations.length === 0 || type === 0) continue;
      const before = link.shorter?.get(o)?.get(index);
      const after = new Map(before);
      section.relocations.forEach((relocation, i) => {
        if (before?.has(i)) return;
        const target = addressInText(link, relocation.symbol as LinkSymbol);
        if (target === undefined) return;
        const place = section.address + relocation.offset;
        const goal = target.address + relocation.addend;
        const distance = Math.abs(goal - place) + reserve(section, target.section, place, goal);
        const elf = object.elf.sections[index]!;
        const shorter = link.arch.shorten(elf, i, object.elf.flags, (limit) => distance <= limit);
        if (shorter) after.set(i, shorter);
      });
      found += after.size - (before?.size ?? 0);
      if (after.size > 0) plan.set(o, (plan.get(o) ?? new Map()).set(index, after));
    }
  });
  return found > 0 ? plan : undefined;
}

function addressInText(link: Link, { target }: LinkSymbol): { address: number; section: LinkSection } | undefined {
  if (target.kind === 'section') {
    const section = target.section as LinkSection;
    return section.image === 'text' ? { address: section.address + target.value, section } : undefined;
  }
  const stub = link.stubs.get(targetKey(target));
  return stub && { address: stub.address, section: stub };
}

/** How much longer a distance may become when code before it shrinks: alignment of and in the sections between. */
function makeReserve(link: Link): (from: LinkSection, to: LinkSection, place: number, goal: number) => number {
  const inside = new Map<LinkSection, number>();
  for (const object of link.objects) {
    for (const elf of object.elf.sections) {
      const section = object.sections[elf.index];
      if (!section) continue;
      let sum = 0;
      for (const r of elf.relocations) sum += link.arch.padding?.alignment(r.type, r.addend) ?? 0;
      inside.set(section, sum);
    }
  }
  const text = link.sections.filter((s) => s.image === 'text').sort((a, b) => a.address - b.address);
  const total = new Map<LinkSection, number>();
  let sum = 0;
  for (const section of text) {
    sum += section.align - 1 + (inside.get(section) ?? 0);
    total.set(section, sum);
  }
  return (from, to) => {
    const own = (inside.get(from) ?? 0) + (inside.get(to) ?? 0);
    return from === to ? own : Math.abs((total.get(from) ?? sum) - (total.get(to) ?? 0)) + own + 2;
  };
}
