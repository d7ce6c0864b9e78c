/** What a tree holds under a name. Modes as git writes them in trees: `40000` for a folder. */
export interface TreeItem {
  mode: string;
  object: string;
}

/** Names are binary strings. */
export type TreeItems = ReadonlyMap<string, TreeItem>;

export const folderMode = '40000';

/** Reads the content of a tree object; `hashBytes` is 20 for SHA-1 and 32 for SHA-256. */
export function parseTree(bytes: Buffer, hashBytes: number): TreeItems {
  const items = new Map<string, TreeItem>();
  for (let at = 0; at < bytes.length;) {
    const space = bytes.indexOf(0x20, at);
    const end = bytes.indexOf(0, space);
    const next = end + 1 + hashBytes;
    items.set(bytes.toString('latin1', space + 1, end), {
      mode: bytes.toString('latin1', at, space),
      object: bytes.toString('hex', end + 1, next),
    });
    at = next;
  }
  return items;
}

/** The content of a tree object. Git sorts a folder as if its name ended with a slash. */
export function formatTree(items: TreeItems): Buffer {
  const sorted = [...items]
    .map(([name, item]) => ({ name, item, key: item.mode === folderMode ? `${name}/` : name }))
    .sort((one, other) => (one.key < other.key ? -1 : 1));
  return Buffer.concat(
    sorted.flatMap(({ name, item }) => [
      Buffer.from(`${item.mode} ${name}\0`, 'latin1'),
      Buffer.from(item.object, 'hex'),
    ]),
  );
}
