import { splitMark } from '../editing/textLines';

/**
 * New content for a whole file, with the line ends and the byte order mark of what it replaces: whoever wrote it read the
 * file without them. Content with CRLF or a mark in it says so itself and is taken as it is. `note` says what was done.
 */
export function keepForm(before: string, content: string): { text: string; note: string } {
  const ends = new Set(before.match(/\r?\n/g));
  const hadCrlf = ends.has('\r\n');
  const isMixed = ends.size > 1;
  const hadMark = splitMark(before).mark !== '';
  const crlf = hadCrlf && !isMixed && content.includes('\n') && !content.includes('\r\n');
  const mark = hadMark && splitMark(content).mark === '';
  const text = (mark ? '\ufeff' : '') + (crlf ? content.replaceAll('\n', '\r\n') : content);
  const notes = [
    crlf ? 'Its line ends were CRLF and were kept so.' : '',
    isMixed ? 'Its line ends were CRLF in part; they are now as written.' : '',
    mark ? 'Its byte order mark was kept.' : '',
  ];
  return { text, note: notes.filter((note) => note !== '').join(' ') };
}
