/** A node of a shell's syntax tree; `from` and `to` are where its text stands in the command, in UTF-16 units. */
export interface ShellNode {
  /** As the grammar of tree-sitter-bash calls it; of a token its text, such as `&&`. */
  type: string;
  from: number;
  to: number;
  /** How many nodes are above it. */
  depth: number;
}

/** Every node before its children, those in their order: a chain of thousands of commands is nested as deeply. */
export interface ShellTree {
  nodes: readonly ShellNode[];
  /** Something was not understood, or had to be added to be understood. */
  hasError: boolean;
}

/** Reads a command line as a shell would. Null when it can't be read at all. */
export type ReadShell = (text: string) => ShellTree | null;
