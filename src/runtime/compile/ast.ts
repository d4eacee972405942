// The tree between parser and code generation. Constants are already folded into it (bytecode.md section 12), and
// parentheses around one expression have vanished. `line` is the line that a node marks and reports (section 14.4): that
// of its first token, 0 for a folded number.

import type { Constant } from './constants.js';

interface Node {
  readonly line: number;
}

// --- expressions -----------------------------------------------------------------------------------------------------

/** Leaves make no line mark and have no line of their own in errors. */
export type Leaf =
  | (Node & { readonly kind: 'name'; readonly name: string })
  | (Node & { readonly kind: 'small-int'; readonly value: bigint })
  /** A string that is a qstr. */
  | (Node & { readonly kind: 'qstr'; readonly text: string })
  | (Node & { readonly kind: 'singleton'; readonly value: 'None' | 'True' | 'False' | '...' });

export type Name = Extract<Leaf, { kind: 'name' }>;

export type Comprehension = Node & {
  readonly kind: 'comp';
  readonly type: 'list' | 'dict' | 'set' | 'gen';
  readonly element: Expr | Pair;
  /** First token of the element: the line of the scope. */
  readonly elementLine: number;
  /** The first is a `for`. */
  readonly clauses: readonly CompClause[];
};

export type CompClause =
  | { readonly kind: 'for'; readonly target: Expr; readonly iterable: Expr }
  | { readonly kind: 'if'; readonly test: Expr };

/** `key: value` in a dict display. */
export type Pair = Node & { readonly kind: 'pair'; readonly key: Expr; readonly value: Expr };

export type Tuple = Node & {
  readonly kind: 'tuple';
  readonly items: readonly Expr[];
  readonly parenthesised: boolean;
};

export type Primary = Node & {
  readonly kind: 'primary';
  readonly atom: Expr;
  readonly trailers: readonly Trailer[];
};

export type Trailer =
  | (Node & { readonly kind: 'call'; readonly args: readonly Argument[]; readonly trailingComma: boolean })
  | (Node & { readonly kind: 'subscript'; readonly index: Expr })
  | (Node & { readonly kind: 'attribute'; readonly name: string });

export type Argument =
  | { readonly kind: 'positional'; readonly value: Expr }
  | (Node & { readonly kind: 'star'; readonly value: Expr })
  | (Node & { readonly kind: 'double-star'; readonly value: Expr })
  | (Node & { readonly kind: 'keyword'; readonly name: Expr; readonly value: Expr })
  | (Node & { readonly kind: 'walrus'; readonly target: Expr; readonly value: Expr })
  | (Node & { readonly kind: 'comp'; readonly comp: Comprehension });

export type Lambda = Node & {
  readonly kind: 'lambda';
  readonly params: readonly Param[];
  readonly body: Expr;
};

export type Ternary = Node & {
  readonly kind: 'ternary';
  readonly test: Expr;
  readonly body: Expr;
  readonly orelse: Expr;
};

export type Expr =
  | Leaf
  | (Node & { readonly kind: 'const'; readonly value: Constant })
  | Tuple
  | (Node & { readonly kind: 'list'; readonly items: readonly Expr[] })
  /** A dict or set display: the first item decides, {} is a dict. */
  | (Node & {
      readonly kind: 'braces';
      readonly items: readonly (Expr | Pair)[];
      /** Line of the first token inside. */
      readonly itemsLine: number;
    })
  | Comprehension
  /** Left-associative; ops[i] stands between operands i and i + 1. */
  | (Node & { readonly kind: 'chain'; readonly ops: readonly string[]; readonly operands: readonly Expr[] })
  | (Node & { readonly kind: 'unary'; readonly op: '+' | '-' | '~'; readonly operand: Expr })
  | (Node & { readonly kind: 'not'; readonly operand: Expr })
  | (Node & { readonly kind: 'and' | 'or'; readonly operands: readonly Expr[] })
  | (Node & { readonly kind: 'compare'; readonly ops: readonly string[]; readonly operands: readonly Expr[] })
  | Ternary
  | Lambda
  | (Node & { readonly kind: 'star'; readonly value: Expr })
  | Primary
  | (Node & { readonly kind: 'await'; readonly value: Primary })
  | (Node & { readonly kind: 'yield'; readonly value: Expr | undefined })
  | (Node & { readonly kind: 'yield-from'; readonly value: Expr })
  | (Node & { readonly kind: 'walrus'; readonly target: Expr; readonly value: Expr })
  | (Node & {
      readonly kind: 'slice';
      readonly lower: Expr | undefined;
      readonly upper: Expr | undefined;
      readonly step: Expr | undefined;
    });

export interface Param {
  readonly line: number;
  readonly kind: 'plain' | 'star' | 'double-star';
  /** Undefined: a bare `*`. */
  readonly name: string | undefined;
  readonly initial: Expr | undefined;
  /** Has a star, a default or an annotation: errors have its line. */
  readonly isCompound: boolean;
}

// --- statements ------------------------------------------------------------------------------------------------------

export type Block = readonly Stmt[];

export type FunctionDef = Node & {
  readonly kind: 'def';
  readonly name: string;
  readonly params: readonly Param[];
  readonly body: Block;
  readonly isAsync: boolean;
};

export type ClassDef = Node & {
  readonly kind: 'class';
  readonly name: string;
  readonly args: readonly Argument[];
  readonly body: Block;
};

export interface Decorator {
  readonly line: number;
  readonly names: readonly string[];
  readonly call: Extract<Trailer, { kind: 'call' }> | undefined;
}

export type For = Node & {
  readonly kind: 'for';
  readonly target: Expr;
  readonly iterable: Expr;
  readonly body: Block;
  readonly orelse: Block | undefined;
};

export type With = Node & {
  readonly kind: 'with';
  readonly items: readonly { readonly value: Expr; readonly target: Expr | undefined }[];
  readonly body: Block;
};

export type Try = Node & {
  readonly kind: 'try';
  readonly body: Block;
  readonly clauses: readonly ExceptClause[];
  readonly orelse: Block | undefined;
  readonly final: Block | undefined;
};

export interface ExceptClause {
  readonly line: number;
  readonly type: Expr | undefined;
  readonly name: string | undefined;
  readonly body: Block;
}

export interface ImportItem {
  readonly name: string;
  readonly as: string | undefined;
}

export type Stmt =
  | (Node & { readonly kind: 'expr'; readonly value: Expr })
  /** Targets leftmost first. */
  | (Node & { readonly kind: 'assign'; readonly targets: readonly Expr[]; readonly value: Expr })
  | (Node & { readonly kind: 'annotation'; readonly target: Expr; readonly value: Expr | undefined })
  | (Node & { readonly kind: 'augmented'; readonly op: string; readonly target: Expr; readonly value: Expr })
  /** `pass` is also what a constant alone becomes; `removed` was the definition of a private constant. */
  | (Node & { readonly kind: 'pass' | 'removed' | 'break' | 'continue' })
  | (Node & { readonly kind: 'del'; readonly targets: readonly Expr[] })
  | (Node & { readonly kind: 'return'; readonly value: Expr | undefined })
  | (Node & { readonly kind: 'raise'; readonly value: Expr | undefined; readonly cause: Expr | undefined })
  | (Node & { readonly kind: 'import'; readonly items: readonly ImportItem[] })
  | (Node & {
      readonly kind: 'from';
      readonly level: number;
      readonly module: string;
      /** Undefined: `*`. */
      readonly items: readonly ImportItem[] | undefined;
    })
  | (Node & { readonly kind: 'global' | 'nonlocal'; readonly names: readonly string[] })
  | (Node & { readonly kind: 'assert'; readonly test: Expr; readonly message: Expr | undefined })
  /** The statements of a line with `;`. */
  | (Node & { readonly kind: 'line'; readonly parts: Block })
  | (Node & {
      readonly kind: 'if';
      readonly arms: readonly { readonly test: Expr; readonly body: Block }[];
      readonly orelse: Block | undefined;
    })
  | (Node & {
      readonly kind: 'while';
      readonly test: Expr;
      readonly body: Block;
      readonly orelse: Block | undefined;
    })
  | For
  | Try
  | With
  | FunctionDef
  | ClassDef
  | (Node & {
      readonly kind: 'decorated';
      readonly decorators: readonly Decorator[];
      readonly target: FunctionDef | ClassDef;
    })
  | (Node & { readonly kind: 'async'; readonly target: FunctionDef | For | With });

export interface Module {
  readonly line: number;
  readonly body: Block;
  /** The expression of eval(), in place of the body. */
  readonly value: Expr | undefined;
}

/** True for what has a line of its own in errors and makes a line mark. */
export function isCompound(node: Expr | Pair): boolean {
  switch (node.kind) {
    case 'name':
    case 'small-int':
    case 'qstr':
    case 'singleton':
      return false;
    default:
      return true;
  }
}
