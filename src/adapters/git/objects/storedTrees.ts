import type { ObjectName } from '../../../protocol';
import type { LooseObjects } from './looseObjects';
import { folderMode, formatTree, parseTree, type TreeItem, type TreeItems } from './treeObject';

/** Paths, as binary strings, and what is to stand there: null for nothing. Every one of them stands in the tree. */
export type TreeEdits = ReadonlyMap<string, TreeItem | null>;

/** Folders that are kept in memory, so that a change to one file reads nothing again. */
const maxKept = 2_000;

/** Trees of the object store, and new ones made from them. Objects never change, so what was read stays true. */
export class StoredTrees {
  private readonly kept = new Map<string, TreeItems>();

  constructor(
    /** The content of a tree object. */
    private readonly read: (name: string) => Promise<Buffer>,
    private readonly objects: LooseObjects,
  ) {}

  /** What stands at a path; null when nothing does. */
  async find(root: ObjectName, path: string): Promise<TreeItem | null> {
    let item: TreeItem = { mode: folderMode, object: root };
    for (const name of path.split('/')) {
      const found: TreeItem | undefined =
        item.mode === folderMode ? (await this.items(item.object)).get(name) : undefined;
      if (found === undefined) {
        return null;
      }
      item = found;
    }
    return item;
  }

  /** A tree with the edits made, there when the objects are written; folders that become empty are left out, as git does. */
  async edited(root: ObjectName, edits: TreeEdits): Promise<ObjectName> {
    const items = await this.itemsAfter(root, edits);
    return this.write(items);
  }

  private async itemsAfter(tree: string, edits: TreeEdits): Promise<TreeItems> {
    const items = new Map(await this.items(tree));
    const below = new Map<string, Map<string, TreeItem | null>>();
    for (const [path, item] of edits) {
      const slash = path.indexOf('/');
      if (slash >= 0) {
        const folder = path.slice(0, slash);
        below.set(folder, (below.get(folder) ?? new Map<string, TreeItem | null>()).set(path.slice(slash + 1), item));
      } else if (item === null) {
        items.delete(path);
      } else {
        items.set(path, item);
      }
    }
    for (const [folder, inner] of below) {
      const changed = await this.itemsAfter(items.get(folder)?.object ?? '', inner);
      if (changed.size === 0) {
        items.delete(folder);
      } else {
        items.set(folder, { mode: folderMode, object: this.write(changed) });
      }
    }
    return items;
  }

  private async items(tree: string): Promise<TreeItems> {
    const kept = this.kept.get(tree);
    if (kept !== undefined) {
      return kept;
    }
    const items = parseTree(await this.read(tree), tree.length / 2);
    this.keep(tree, items);
    return items;
  }

  private write(items: TreeItems): ObjectName {
    const name = this.objects.add('tree', formatTree(items));
    this.keep(name, items);
    return name;
  }

  private keep(tree: string, items: TreeItems): void {
    if (this.kept.size >= maxKept) {
      this.kept.clear();
    }
    this.kept.set(tree, items);
  }
}
