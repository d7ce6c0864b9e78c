/**
 * How the repositories of a folder together are called where one repository is called by the top of its checkout: by
 * the folder with `/` at its end, which no top of a checkout has. Paths joined to it are those of the folder.
 */
export function joinedRoot(folder: string): string {
  return `${folder}/`;
}

/** The folder that a root stands for; null for the top of one repository. */
export function joinedFolderOf(root: string): string | null {
  return root.length > 1 && root.endsWith('/') ? root.slice(0, -1) : null;
}
