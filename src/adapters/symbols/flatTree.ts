import type { Parser, TreeCursor } from 'web-tree-sitter';

const maxNodes = 200_000;

/** What is kept of the node under the cursor, at its depth. */
type ReadNode<N> = (cursor: TreeCursor, depth: number) => N;

/** The nodes of a text in the order in which they begin. Null when that takes too long, or there are too many. */
export function flatTree<N>(
  parser: Parser,
  text: string,
  { maxMs, node }: { maxMs: number; node: ReadNode<N> },
): { nodes: N[]; hasError: boolean } | null {
  const until = performance.now() + maxMs;
  const tree = parser.parse(text, null, { progressCallback: () => performance.now() > until });
  if (tree === null) {
    parser.reset();
    return null;
  }
  const cursor = tree.walk();
  try {
    const nodes = nodesOf(cursor, node);
    return nodes === null ? null : { nodes, hasError: tree.rootNode.hasError };
  } finally {
    cursor.delete();
    tree.delete();
  }
}

/** Without recursion, since texts nest as deeply as they like. */
function nodesOf<N>(cursor: TreeCursor, node: ReadNode<N>): N[] | null {
  const nodes: N[] = [];
  let depth = 0;
  while (nodes.length < maxNodes) {
    nodes.push(node(cursor, depth));
    if (cursor.gotoFirstChild()) {
      depth += 1;
      continue;
    }
    while (!cursor.gotoNextSibling()) {
      if (!cursor.gotoParent()) {
        return nodes;
      }
      depth -= 1;
    }
  }
  return null;
}
