import { maxImageBytes } from '../../../core/conversation/imageRoom';
import type { GivenPart, TaskId } from '../../../protocol';
import type { Scene } from '../scene';

const longestText = 50_000;
const mostFiles = 20;
const pieceBytes = 0x8000;

/** Takes files that were dropped on or pasted into a box; words are left to the box itself. */
export function handIn({ post, drafts }: Scene, of: TaskId | null, event: Event, data: DataTransfer | null): void {
  const files = [...(data?.files ?? [])].slice(0, mostFiles);
  const images = files.filter(({ type }) => type.startsWith('image/'));
  const uris = urisIn(data).filter((uri) => !images.some(({ name }) => uri.endsWith(`/${encodeURIComponent(name)}`)));
  if (uris.length === 0 && files.length === 0) {
    return;
  }
  event.preventDefault();
  if (images.length > 0) {
    void Promise.all(images.map(handedImage)).then((handed) => post({ type: 'images', of, images: handed }));
  }
  if (uris.length > 0) {
    post({ type: 'dropped', of, uris });
    return;
  }
  const others = files.filter((file) => !images.includes(file));
  void Promise.all(others.map(partOf)).then((parts) =>
    drafts.give(
      of,
      parts.filter((part) => part !== null),
    ),
  );
}

/** The bytes of one that is too large stay where they are. */
async function handedImage(file: File) {
  const { name, size } = file;
  const bytes = size > maxImageBytes ? null : new Uint8Array(await file.arrayBuffer());
  return { name: name.slice(0, 500), size, data: bytes === null ? null : inBase64(bytes) };
}

function inBase64(bytes: Uint8Array): string {
  const pieces: string[] = [];
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    pieces.push(String.fromCharCode(...bytes.subarray(at, at + pieceBytes)));
  }
  return btoa(pieces.join(''));
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
