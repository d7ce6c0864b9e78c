import type { ObjectName } from '../../protocol';

/** What git does to take a part of a change. Only objects are written. Failures are `GitError`. */
export interface PartTrees {
  /**
   * The tree `base` with these paths as in `change`: with its content and kind, or gone. A path in `contents` gets that
   * content instead and keeps the kind it has in `base`, or in `change` where it is new. Paths in which the two do not differ are passed over.
   */
  treeWith(
    root: string,
    base: ObjectName,
    part: { change: ObjectName; paths: readonly string[]; contents: ReadonlyMap<string, Uint8Array> },
  ): Promise<ObjectName>;
  /** How many commits `to` has that `from` has not. */
  commitsBetween(root: string, from: ObjectName, to: ObjectName): Promise<number>;
}
