// Bridges: code that a jump goes to when its target is out of its reach. Which jumps need one is known only when there are
// addresses, and bridges move addresses, so the link lays out, asks for bridges, and lays out again until none is missing.
// A bridge stands behind the section whose jump first needed it, and serves all jumps to the same place that reach it.
import type { ApplyContext, BridgeContext, CodeBlock, Place, PlacedSection, Relocation } from './arch.js';

/** The code of a bridge. */
export interface BridgeCode {
  readonly size: number;
  readonly align: number;
  /** `goal`: the address in text that it goes to. */
  emit(place: Place, goal: number, context: ApplyContext): void;
}

/** Where a jump goes to: a distance from the start of a section, a stub or the like. */
export interface Goal {
  readonly base: { readonly address: number };
  readonly offset: number;
}

interface Bridge {
  readonly block: CodeBlock;
  readonly behind: PlacedSection;
  /** False until the next layout. */
  isPlaced: boolean;
}

/** More than one when code has grown between a jump and its bridge. */
const MAX_ATTEMPTS = 3;

export class Bridges {
  private readonly byJump = new Map<Relocation, CodeBlock>();
  private readonly attempts = new Map<Relocation, number>();
  private readonly known = new Map<Goal['base'], Map<string, Bridge[]>>();
  private fresh: Bridge[] = [];

  /** The bridge that a jump goes to, if any. */
  of(relocation: Relocation): CodeBlock | undefined {
    return this.byJump.get(relocation);
  }

  /** To be called once after each layout: shows `bridge` each relocation in text, and returns whether it made a bridge. */
  round(
    sections: readonly PlacedSection[],
    bridge: (section: PlacedSection, relocation: Relocation) => boolean,
  ): boolean {
    for (const placed of this.fresh) placed.isPlaced = true;
    this.fresh = [];
    let added = false;
    for (const section of sections) {
      if (section.image !== 'text') continue;
      for (const relocation of section.relocations) added = bridge(section, relocation) || added;
    }
    return added;
  }

  /**
   * Finds or makes a bridge for a jump; returns whether one was made. `reaches`: does the jump reach an address. Goals that
   * are reached in different ways have different kinds.
   */
  add(
    section: PlacedSection,
    relocation: Relocation,
    goal: Goal,
    kind: string,
    code: BridgeCode,
    reaches: (address: number) => boolean,
    context: BridgeContext,
  ): boolean {
    const current = this.byJump.get(relocation);
    if (current && reaches(current.address)) return false;
    const list = this.listOf(goal, kind);
    // Jumps are looked at in the order of their addresses.
    const last = list.at(-1);
    if (last && last.block !== current && (last.isPlaced ? reaches(last.block.address) : last.behind === section)) {
      this.byJump.set(relocation, last.block);
      return !last.isPlaced;
    }
    const attempts = this.attempts.get(relocation) ?? 0;
    if (attempts >= MAX_ATTEMPTS) return false;
    this.attempts.set(relocation, attempts + 1);
    const block = context.insertCode(section, '.internal.bridge', code.size, code.align, (place, apply) =>
      code.emit(place, goal.base.address + goal.offset, apply),
    );
    const bridge = { block, behind: section, isPlaced: false };
    list.push(bridge);
    this.fresh.push(bridge);
    this.byJump.set(relocation, block);
    return true;
  }

  private listOf({ base, offset }: Goal, kind: string): Bridge[] {
    let byKey = this.known.get(base);
    if (!byKey) this.known.set(base, (byKey = new Map()));
    const key = `${kind}${offset}`;
    let list = byKey.get(key);
    if (!list) byKey.set(key, (list = []));
    return list;
  }
}
