import type { TaskId } from '../../protocol';
import type { ChainNode } from './chainGraph';

/** In pixels, on the grid of 4. */
export const nodeSize = { width: 200, height: 48 };
const gap = { x: 48, y: 12 };

export interface PlacedNode extends ChainNode {
  x: number;
  y: number;
}

export interface GraphLayout {
  nodes: readonly PlacedNode[];
  /** From the right side of what is waited for to the left side of what waits. */
  edges: readonly { from: { x: number; y: number }; to: { x: number; y: number } }[];
  width: number;
  height: number;
}

/** Each layer is a column, from what begins first to what begins last. */
export function graphLayout(graph: readonly ChainNode[]): GraphLayout {
  const filled = new Map<number, number>();
  const nodes = graph.map((node): PlacedNode => {
    const row = filled.get(node.layer) ?? 0;
    filled.set(node.layer, row + 1);
    return { ...node, x: node.layer * (nodeSize.width + gap.x), y: row * (nodeSize.height + gap.y) };
  });
  const places = new Map<TaskId, PlacedNode>(nodes.map((node) => [node.view.task.id, node]));
  const middle = nodeSize.height / 2;
  const edges = nodes.flatMap((node) =>
    node.after.flatMap(({ taskId }) => {
      const other = places.get(taskId);
      return other === undefined
        ? []
        : [{ from: { x: other.x + nodeSize.width, y: other.y + middle }, to: { x: node.x, y: node.y + middle } }];
    }),
  );
  const right = Math.max(0, ...nodes.map(({ x }) => x + nodeSize.width));
  return { nodes, edges, width: right, height: Math.max(0, ...nodes.map(({ y }) => y + nodeSize.height)) };
}
