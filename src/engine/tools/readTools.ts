import { withMarksLiteral } from '../../core/secrets/secretMark';
import type { ToolInput } from '../../protocol';
import { imageAnswer, isBinaryError } from './imageAnswer';
import type { Tool, ToolAnswer, ToolContext } from './tool';

const maxFiles = 1000;
const maxHits = 200;
const defaultCount = 2000;

export const readFile: Tool<'read_file'> = {
  description: 'Reads a text file, or some lines of it. Shows an image: PNG, JPEG, GIF or WebP.',
  effect: 'read',
  async run(input, context) {
    try {
      return await readText(input, context);
    } catch (error) {
      const image = isBinaryError(error) ? await imageAnswer(input.path, context) : null;
      if (image === null) {
        throw error;
      }
      return image;
    }
  },
};

async function readText(
  { path, from = 1, count = defaultCount }: ToolInput<'read_file'>,
  { session }: ToolContext,
): Promise<ToolAnswer> {
  const { text, totalLines, isTruncated } = await session.ports.files.read(path, { from, count });
  if (totalLines === 0) {
    return { outcome: 'ok', text: '[The file is empty.]' };
  }
  if (from > totalLines) {
    return { outcome: 'ok', text: `[The file has only ${totalLines} lines.]` };
  }
  const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
  const note = `[Lines ${from} to ${from + lines - 1} of ${totalLines}. Read on with from.]`;
  return { outcome: 'ok', text: isTruncated ? `${text.replace(/\n$/, '')}\n${note}` : text };
}

export const listFiles: Tool<'list_files'> = {
  description: 'Lists the files below a folder that git does not ignore, also those in folders of it.',
  effect: 'read',
  async run({ path = '.' }, { session }) {
    const { files, isTruncated } = await session.ports.files.list(path, maxFiles);
    if (files.length === 0) {
      return { outcome: 'ok', text: '[No files.]' };
    }
    const note = isTruncated ? `\n[The first ${maxFiles}. List a folder to see more.]` : '';
    return { outcome: 'ok', text: files.join('\n') + note };
  },
};

export const search: Tool<'search'> = {
  description: 'Finds lines that match, in the files that git does not ignore. Prints path:line:text.',
  effect: 'read',
  async run({ pattern, path = '.', literal = false }, { session, signal }) {
    // A secret that the model wrote is a mark by now, in whose brackets a regular expression would see a class.
    const marked = ['model key', ...(session.task.secrets?.names ?? [])];
    const wanted = literal ? pattern : withMarksLiteral(pattern, marked);
    const query = { pattern: wanted, path, isLiteral: literal, limit: maxHits };
    const { hits, isTruncated } = await session.ports.files.search(query, signal);
    if (hits.length === 0) {
      return { outcome: 'ok', text: '[No line matches.]' };
    }
    const note = isTruncated ? `\n[The first ${maxHits}. Search a folder or a narrower pattern to see more.]` : '';
    return { outcome: 'ok', text: hits.map((hit) => `${hit.path}:${hit.line}:${hit.text}`).join('\n') + note };
  },
};
