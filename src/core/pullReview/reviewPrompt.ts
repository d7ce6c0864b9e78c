import { withAttachments } from '../composer/withAttachments';
import type { PatchedFile } from './reviewedPatch';

/** What the system prompt of a review says beside that of a question. */
export const reviewing: readonly string[] = [
  '- You review a change. Read the code around each changed place before you judge it; the files are as the change makes',
  '  them. Look through four lenses and no other: security (injection, XSS, a way around authentication or authorization,',
  '  leaked secrets), performance (N+1 queries, missing indexes, work that grows with the data), errors (failures that are',
  '  not handled or are hidden) and breaking (changes of public APIs, formats or settings that others rely on).',
  '- Report only what you can show in the code. No praise, no style, nothing that a formatter or compiler finds.',
  '- Your answer is one block of JSON and nothing else, between ```json and ```: an array, empty where you found nothing,',
  '  of {"file": path, "line": number on the new side that the diff shows, "lens": "security" | "performance" | "errors" |',
  '  "breaking", "severity": "high" | "medium" | "low", "text": what is wrong, when it shows, and what to do}.',
];

const mostCharacters = 120_000;

/** The task of a review: the change as data, as much of it as a request should hold, and by name what else there is. */
export function reviewPrompt(target: string, wishes: string, files: readonly PatchedFile[]): string {
  const given: string[] = [];
  const left: string[] = [];
  let room = mostCharacters;
  for (const { path, text } of files) {
    const fits = text.length <= room;
    room -= fits ? text.length : 0;
    (fits ? given : left).push(fits ? text : path);
  }
  const said = [
    `Review ${target}.`,
    ...(wishes === '' ? [] : [wishes]),
    ...(left.length === 0
      ? []
      : ['Some files are too large to stand below: read those that are listed there yourself.']),
  ].join('\n\n');
  return withAttachments(said, [
    ...(given.length === 0
      ? []
      : [{ label: 'The diff, with the line numbers of the new side', text: given.join('\n') }]),
    ...(left.length === 0 ? [] : [{ label: 'Changed files to read', text: left.join('\n') }]),
  ]);
}
