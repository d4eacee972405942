// Scopes and identifiers (bytecode.md section 13): what each name of a scope is, and its local number. Pure bookkeeping;
// the emitter tells it what it meets.

import type { Block, Comprehension, Expr, Lambda, Param } from './ast.js';

export type ScopeKind = 'module' | 'class' | 'lambda' | 'listcomp' | 'dictcomp' | 'setcomp' | 'genexpr' | 'function';

export type IdKind =
  | 'undecided'
  /** Only read so far. */
  | 'global-implicit'
  /** Assigned in a module or class scope. */
  | 'global-implicit-assigned'
  | 'global-explicit'
  | 'local'
  /** A local that an inner scope uses. */
  | 'cell'
  /** Belongs to an outer function. */
  | 'free';

export interface Identifier {
  readonly name: string;
  kind: IdKind;
  param: 'none' | 'plain' | 'star' | 'double-star';
  local: number;
}

/** What is compiled in a scope. */
export type ScopeBody =
  | { readonly kind: 'block'; readonly body: Block; readonly params: readonly Param[] }
  | { readonly kind: 'eval'; readonly value: Expr }
  | { readonly kind: 'lambda'; readonly node: Lambda }
  | { readonly kind: 'comp'; readonly node: Comprehension };

export class Scope {
  readonly kind: ScopeKind;
  readonly simpleName: string;
  readonly parent: Scope | undefined;
  readonly body: ScopeBody;
  /** Reported for errors that have no better line. */
  readonly line: number;
  /** In the order in which they were entered; the order decides numbers. */
  readonly ids: Identifier[] = [];
  private readonly byName = new Map<string, Identifier>();
  flags = 0;
  nPosArgs = 0;
  nKwonlyArgs = 0;
  nDefPosArgs = 0;
  nLocals = 0;

  constructor(kind: ScopeKind, simpleName: string, parent: Scope | undefined, body: ScopeBody, line: number) {
    this.kind = kind;
    this.simpleName = simpleName;
    this.parent = parent;
    this.body = body;
    this.line = line;
  }

  get isFunctionLike(): boolean {
    return this.kind !== 'module' && this.kind !== 'class';
  }
  get isComprehension(): boolean {
    return this.kind === 'listcomp' || this.kind === 'dictcomp' || this.kind === 'setcomp' || this.kind === 'genexpr';
  }
  find(name: string): Identifier | undefined {
    return this.byName.get(name);
  }
  /** The entry of a name, made with this kind if there is none. */
  enter(name: string, kind: IdKind): Identifier {
    let id = this.byName.get(name);
    if (!id) {
      id = { name, kind, param: 'none', local: 0 };
      this.byName.set(name, id);
      this.ids.push(id);
    }
    return id;
  }

  // --- what a scan meets (13.2) --------------------------------------------------------------------------------------

  read(name: string): void {
    this.enter(name, 'global-implicit');
  }
  /** Store or delete. */
  write(name: string): Identifier {
    const id = this.enter(name, 'global-implicit');
    if (id.kind === 'global-implicit') id.kind = this.isFunctionLike ? 'local' : 'global-implicit-assigned';
    return id;
  }
  /** False if the name has been used as something else. */
  declareGlobal(name: string): boolean {
    const id = this.enter(name, 'undecided');
    if (id.kind !== 'undecided' && id.kind !== 'global-explicit') return false;
    id.kind = 'global-explicit';
    const atModule = this.module.find(name);
    if (atModule) atModule.kind = 'global-explicit';
    return true;
  }
  declareNonlocal(name: string): 'ok' | 'no-binding' | 'redefined' {
    const id = this.enter(name, 'undecided');
    if (id.kind === 'undecided') {
      this.closeOver(id);
      return (id.kind as IdKind) === 'undecided' ? 'no-binding' : 'ok';
    }
    return id.kind === 'free' ? 'ok' : 'redefined';
  }
  private get module(): Scope {
    let scope: Scope = this;
    while (scope.parent) scope = scope.parent;
    return scope;
  }

  /** At the end of the scan: names that were only read can belong to an outer function. */
  closeOverReads(): void {
    for (const id of this.ids) if (id.kind === 'global-implicit') this.closeOver(id);
  }
  private closeOver(id: Identifier): void {
    for (let s = this.parent; s?.parent; s = s.parent) {
      const outer = s.find(id.name);
      if (!outer) continue;
      if (outer.kind === 'local' || outer.kind === 'cell' || outer.kind === 'free') {
        id.kind = 'free';
        this.passDown(id.name);
      }
      return;
    }
  }
  /** The scopes between the owner of a name and this one hand its cell on. */
  private passDown(name: string): void {
    for (let s = this.parent; s; s = s.parent) {
      const id = s.find(name);
      if (!id) {
        s.enter(name, 'free');
        continue;
      }
      if (id.kind === 'local') id.kind = 'cell';
      return;
    }
  }

  // --- numbers (13.3) ------------------------------------------------------------------------------------------------

  assignNumbers(): void {
    const { ids } = this;
    const star = ids.findIndex((id) => id.param === 'star');
    if (star >= 0) {
      // *args comes after the keyword-only parameters.
      const last = ids.findLastIndex((id, i) => i > star && id.param === 'plain');
      if (last >= 0) [ids[star], ids[last]] = [ids[last]!, ids[star]!];
    }
    if (this.isFunctionLike) for (const id of ids) if (id.kind === 'global-implicit') id.kind = 'global-explicit';
    let next = 0;
    for (const id of ids) {
      if (this.kind === 'class' && id.name === '__class__') continue;
      if (id.kind === 'local' || id.param !== 'none') id.local = next++;
    }
    for (const id of ids) if (id.kind === 'cell' && id.param === 'none') id.local = next++;
    next += this.numberFree();
    this.nLocals = next;
  }
  /** Free variables come first, in the order of the parent's entries. */
  private numberFree(): number {
    const free = this.freeVariables();
    if (free.length === 0) return 0;
    for (const id of this.ids) if (id.kind !== 'free') id.local += free.length;
    free.forEach((id, i) => {
      id.local = i;
    });
    this.nPosArgs += free.length;
    return free.length;
  }
  /** The free variables in the order of the parent's entries. A parent may have very many children and entries, so each
   * child looks only at its own. */
  freeVariables(): readonly Identifier[] {
    const { parent } = this;
    const own = this.ids.filter((id) => id.kind === 'free');
    if (!parent || own.length < 2) return own;
    const places = parent.places();
    return own.sort((a, b) => places.get(a.name)! - places.get(b.name)!);
  }
  private placeOfName: ReadonlyMap<string, number> | undefined;
  /** Where the names stand among the entries, once their order is final. */
  private places(): ReadonlyMap<string, number> {
    this.placeOfName ??= new Map(this.ids.map((id, i) => [id.name, i]));
    return this.placeOfName;
  }

  /** Names of the argument slots; a slot that is no named parameter has none. */
  argumentNames(): (string | undefined)[] {
    const names: (string | undefined)[] = new Array(this.nPosArgs + this.nKwonlyArgs).fill(undefined);
    for (const id of this.ids) {
      if (id.param !== 'none' && id.name !== '' && id.local < names.length) names[id.local] = id.name;
    }
    return names;
  }
  cells(): number[] {
    return this.ids.filter((id) => id.kind === 'cell').map((id) => id.local);
  }
}
