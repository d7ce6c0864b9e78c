import { SprintPart } from '../../protocol';

/** A plan as text that a person edits: a heading for each part, its scope, and what it is asked for beside the whole. */
export function planText(parts: readonly SprintPart[]): string {
  return parts
    .map(({ title, scope, directive }) => {
      const body = directive.trim() === '' ? '' : `\n${directive.trim().replace(/^(?=## |scope:)/gm, ' ')}\n`;
      return `## ${title}\nscope: ${scope.join(', ')}\n${body}`;
    })
    .join('\n');
}

/** Reads what `planText` wrote. Throws a `RangeError` that says which part is not one. */
export function parsePlan(text: string): SprintPart[] {
  const blocks = text.split(/^## /m).slice(1);
  return blocks.map((block) => {
    const [title = '', ...lines] = block.split('\n');
    const at = lines.findIndex((line) => line.startsWith('scope:'));
    const scope = (lines[at] ?? '').slice('scope:'.length).split(/,(?![^{]*\})/);
    const part = SprintPart.safeParse({
      title: title.trim(),
      scope: scope.map((glob) => glob.trim()).filter((glob) => glob !== ''),
      directive: lines
        .slice(at + 1)
        .join('\n')
        .replace(/^ (?=## |scope:)/gm, '')
        .trim(),
    });
    if (!part.success) {
      throw new RangeError(`The part “${title.trim()}” needs a title and a line “scope:” with its files.`);
    }
    return part.data;
  });
}
