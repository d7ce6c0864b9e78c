import type { SyntaxTree } from './reviewPorts';

/** A step of a walk through a syntax tree: a node that holds others, a leaf with its text, or text between leaves. */
export interface Token {
  /** Depth and kind of node; the same shapes in the same order are the same tree. */
  shape: string;
  type: string;
  /** Of a leaf; empty for a node that holds others. */
  text: string;
  /** What it is for the node that holds it. */
  field: string | null;
  from: number;
  to: number;
  depth: number;
  /** The node that holds it. */
  parent: Token | null;
}

/** Kinds of nodes in which white space is a part of what the text says. */
const exact =
  /string|template_literal|regex|heredoc|char|rune|comment|preproc_(?!if|else|elif)|interpolation|macro|jsx_text|^text|token_tree/;

/** After these a line end can end a statement. */
const bound = new Set(['return', 'throw', 'break', 'continue', 'yield', 'async', '++', '--', 'fallthrough', 'goto']);

/**
 * The tree without the white space that says nothing. What a parser left out of its leaves is kept as it is, as are white
 * space inside of strings and the like, and line ends where a statement or a comment depends on them.
 */
export function tokensOf({ nodes, grammar }: SyntaxTree, text: string): Token[] {
  const tokens: Token[] = [];
  const open: Token[] = [];
  let end = 0;
  const addGap = (to: number, parent: Token | null): void => {
    const said = gapBetween(text.slice(end, to), parent?.type ?? '', tokens.at(-1));
    if (said !== '') {
      const depth = (parent?.depth ?? -1) + 1;
      tokens.push({ shape: 'between', type: 'between', text: said, field: null, from: end, to, depth, parent });
    }
    end = Math.max(end, to);
  };
  for (const [at, { type, field, from, to, depth }] of nodes.entries()) {
    const parent = open[depth - 1] ?? null;
    if (from > end) {
      addGap(from, parent);
    }
    const isLeaf = (nodes[at + 1]?.depth ?? 0) <= depth;
    const said = isLeaf ? text.slice(from, to) : '';
    // Between elements white space with a line end shows nothing.
    if (type === 'jsx_text' && /^[ \t\r]*\n[ \t\r\n]*$/.test(said)) {
      end = to;
      continue;
    }
    const token = { shape: `${depth}:${type}`, type, text: said, field, from, to, depth, parent };
    tokens.push(token);
    open[depth] = token;
    end = isLeaf ? Math.max(end, to) : end;
  }
  addGap(text.length, null);
  return grammar === 'tsx' ? tokens.filter((token, at) => !isTrailingComma(tokens, token, at)) : tokens;
}

/** What programs read out of comments: directives to compilers, linters and the like. */
const directive =
  /#!|@|\b(eslint|tslint|prettier|biome|istanbul|c8|v8|webpack|noqa|nolint|nosec|noinspection|pragma|pylint|mypy|pyright|coding|codegen|region)\b|\b(go|type|ts|jsx|fmt|clippy|rubocop|phpcs|yapf|isort):|\+build/i;

/**
 * The same tokens but for comments that nothing reads. One behind which a line end could end a statement stays, since
 * without it the line end would be lost.
 */
export function withoutComments(tokens: readonly Token[]): Token[] {
  const kept: Token[] = [];
  let isLeft = false;
  for (const token of tokens) {
    const isGap: boolean = token.type === 'between' && isLeft && token.text.startsWith('lines ');
    const isComment = token.type.includes('comment') && token.text !== '';
    isLeft = isGap || (isComment && !directive.test(token.text) && !bound.has(kept.at(-1)?.text ?? ''));
    if (!isLeft) {
      kept.push(token);
    }
  }
  return kept;
}

function gapBetween(gap: string, holder: string, last: Token | undefined): string {
  if (gap === '' || !/^\s*$/.test(gap) || exact.test(holder)) {
    return gap;
  }
  const lineEnds = gap.split('\n').length - 1;
  if (last?.type.includes('comment') === true) {
    return `lines ${Math.min(lineEnds, 2)}`;
  }
  if (last !== undefined && bound.has(last.text)) {
    return lineEnds > 0 ? 'line' : '';
  }
  // Between elements white space on one line is shown.
  return /^jsx_(element|fragment)$/.test(holder) && lineEnds === 0 ? gap : '';
}

/** `f(a,)` is `f(a)`, but `[,]` is not `[]`. */
function isTrailingComma(tokens: readonly Token[], { text }: Token, at: number): boolean {
  const [before, after] = [tokens[at - 1]?.text ?? '', tokens[at + 1]?.text ?? ''];
  return text === ',' && /^[)\]}]$/.test(after) && !/^[,([{]?$/.test(before);
}
