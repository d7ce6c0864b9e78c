import { applyEdit, countLines, differenceText } from '../../core/editing/editing';
import { keepForm } from '../../core/conversation/keepForm';
import { textOrNone } from '../model/textOrNone';
import type { Tool } from './tool';

const maxLinesShown = 20;

export const editFile: Tool<'edit_file'> = {
  description: 'Replaces text in a file. old_text must be copied exactly, and stand in one place only.',
  effect: 'write',
  async run({ path, old_text: oldText, new_text: newText, replace_all: all = false }, { session }) {
    const { files } = session.ports;
    const before = await files.readExact(path);
    const { text, lines, differences } = applyEdit(before, { oldText, newText, all });
    await files.write(path, text);
    const shown = lines.length > maxLinesShown ? `${lines.slice(0, maxLinesShown).join(', ')}, …` : lines.join(', ');
    const where =
      lines.length === 1 ? `in one place, at line ${shown}` : `in ${lines.length} places, at lines ${shown}`;
    return {
      outcome: 'ok',
      text: `Replaced ${where}.${differenceText('old_text', differences)}`,
      lines: countLines(before, text),
    };
  },
};

export const writeFile: Tool<'write_file'> = {
  description: 'Writes a whole file, new or in place of an old one. Folders are made as needed.',
  effect: 'write',
  async run({ path, content }, { session }) {
    const { files } = session.ports;
    const before = (await files.exists(path)) ? await textOrNone(files, path) : null;
    const { text, note } = keepForm(before ?? '', content);
    await files.write(path, text);
    const done = before === null ? 'Written, a new file.' : 'Written in place of the old content.';
    return { outcome: 'ok', text: `${done} ${note}`.trimEnd(), lines: countLines(before ?? '', text) };
  },
};

export const deleteFile: Tool<'delete_file'> = {
  description: 'Deletes a file.',
  effect: 'write',
  async run({ path }, { session }) {
    const { files } = session.ports;
    const before = await textOrNone(files, path);
    await files.delete(path);
    return { outcome: 'ok', text: 'Deleted.', lines: countLines(before, '') };
  },
};
