interface Text {
  /** What its heading begins with. */
  name: string;
  title: string;
  body: string;
}

/** Titles and texts of several pull requests as one text to edit: each below a heading of its own. */
export function pullSetText(texts: readonly Text[]): { title: string; body: string } {
  const [first, ...rest] = texts
    .map(({ name, title, body }) => `# ${name}: ${title}\n\n${body}`)
    .join('\n\n')
    .split('\n');
  return { title: first ?? '', body: rest.join('\n').trim() };
}

/** What a person made of it, in the order of `names`; null where a heading is missing, or has no title. */
export function readPullSetText(text: string, names: readonly string[]): Omit<Text, 'name'>[] | null {
  const lines = text.split('\n');
  const starts = names.map((name) => lines.findIndex((line) => headingOf(line).startsWith(`${name}: `)));
  const found = names.map((name, index): Omit<Text, 'name'> => {
    const from = starts[index] ?? -1;
    const to = Math.min(lines.length, ...starts.filter((start) => start > from));
    return {
      title: headingOf(lines[from] ?? '')
        .slice(name.length + 2)
        .trim(),
      body: lines
        .slice(from + 1, to)
        .join('\n')
        .trim(),
    };
  });
  return starts.includes(-1) || found.some(({ title }) => title === '') ? null : found;
}

function headingOf(line: string): string {
  return line.replace(/^#\s+/, '');
}
