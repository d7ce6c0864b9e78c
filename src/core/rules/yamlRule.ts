const maxDepth = 6;

/**
 * The text of a rules file in YAML: `project` and every other entry become a section each, lists their lines. Entries are
 * taken as they are, also those that hold an `@`.
 */
export function yamlRuleText(value: unknown): string | { line: number; message: string } {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { line: 1, message: 'The file is not a YAML document with names at its top level.' };
  }
  return Object.entries(value)
    .filter(([, content]) => content !== null)
    .map(([name, content]) => section(name, content))
    .join('\n\n');
}

function section(name: string, content: unknown): string {
  return isScalar(content) ? `${name}: ${String(content)}` : [`${name}:`, ...lines(content, 0)].join('\n');
}

function lines(content: unknown, depth: number): string[] {
  const indent = '  '.repeat(depth);
  if (isScalar(content)) {
    return [`${indent}- ${String(content)}`];
  }
  if (depth >= maxDepth || typeof content !== 'object' || content === null) {
    return [];
  }
  if (Array.isArray(content)) {
    return content.flatMap((item: unknown) => lines(item, depth));
  }
  return Object.entries(content).flatMap(([name, inner]: [string, unknown]) =>
    isScalar(inner) ? [`${indent}- ${name}: ${String(inner)}`] : [`${indent}- ${name}:`, ...lines(inner, depth + 1)],
  );
}

function isScalar(value: unknown): value is string | number | boolean | bigint {
  return ['string', 'number', 'boolean', 'bigint'].includes(typeof value);
}
