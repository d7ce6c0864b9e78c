import type { GivenPart, TaskId } from '../../protocol';
import type { Scene } from './scene';

const longestText = 50_000;
const mostFiles = 20;

/** Takes files that were dropped on or pasted into a box; words are left to the box itself. */
export function handIn({ post, drafts }: Scene, of: TaskId | null, event: Event, data: DataTransfer | null): void {
  const uris = urisIn(data);
  const files = [...(data?.files ?? [])].slice(0, mostFiles);
  if (uris.length === 0 && files.length === 0) {
    return;
  }
  event.preventDefault();
  if (uris.length > 0) {
    post({ type: 'dropped', of, uris });
    return;
  }
  void Promise.all(files.map(partOf)).then((parts) =>
    drafts.give(
      of,
      parts.filter((part) => part !== null),
    ),
  );
}

/** Addresses of files that the host can read; VS Code has a list of its own beside that of browsers. */
function urisIn(data: DataTransfer | null): string[] {
  const lists = ['application/vnd.code.uri-list', 'text/uri-list'].map((type) => data?.getData(type) ?? '');
  return (lists.find((list) => list !== '') ?? '')
    .split(/\r?\n/)
    .filter((line) => /^(file|vscode-remote):/.test(line))
    .slice(0, mostFiles);
}

/** Null for what is no text. */
async function partOf(file: File): Promise<GivenPart | null> {
  const text = await file.slice(0, longestText).text();
  return text.includes('\u0000') || text.includes('\ufffd')
    ? null
    : { kind: 'text', attachment: { label: file.name.slice(0, 500), text } };
}
