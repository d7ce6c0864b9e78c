import { htmlCode, htmlText } from '../labels/htmlText';

const maxLines = 20_000;

/** A patch as git writes it, a part for each file; lines in the colours of additions and removals, whatever the language. */
export function patchHtml(patch: string): string {
  const lines = patch.replace(/\n$/, '').split('\n');
  const shown = lines.slice(0, maxLines);
  const starts = shown.flatMap((line, index) => (line.startsWith('diff --git ') ? [index] : []));
  const files = starts.map((start, index) => shown.slice(start, starts[index + 1] ?? shown.length));
  const more = lines.length - shown.length;
  return [
    ...files.map(fileHtml),
    ...(more > 0 ? [`<p class="note">${more} more lines of the diff were left out.</p>`] : []),
  ].join('\n');
}

function fileHtml(lines: readonly string[]): string {
  const [head = '', ...rest] = lines;
  const hunks = rest.findIndex((line) => line.startsWith('@@'));
  const body = hunks === -1 ? rest : rest.slice(hunks);
  const name = nameOf(head, rest);
  const text = body.map((line) => `<span class="${classOf(line)}">${htmlCode(line)}</span>`).join('\n');
  return `<details open><summary>${htmlText(name)}</summary><pre class="diff">${text}</pre></details>`;
}

/** The new name; of what was deleted the old one. */
function nameOf(head: string, rest: readonly string[]): string {
  const line = (start: string) =>
    rest
      .find((one) => one.startsWith(start))
      ?.slice(start.length)
      .replace(/\t$/, '');
  const [to, from] = [line('+++ '), line('--- ')];
  const name = to === undefined || to === '/dev/null' ? from : to;
  return name?.replace(/^[ab]\//, '') ?? line('rename to ') ?? head.replace(/^diff --git a\/.* b\//, '');
}

function classOf(line: string): string {
  if (line.startsWith('@@')) {
    return 'at';
  }
  return line.startsWith('+') ? 'add' : line.startsWith('-') ? 'del' : 'same';
}
