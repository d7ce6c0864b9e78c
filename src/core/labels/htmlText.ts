import { visibleText } from './visibleText';

/** For between the tags of a page; what would not be seen is shown in a span of class `hidden`. */
export function htmlText(text: string): string {
  return visibleText(text)
    .map(({ text: part, isEscape }) => (isEscape ? `<span class="hidden">${escaped(part)}</span>` : escaped(part)))
    .join('');
}

/** As `htmlText`, for a block of code: what a line is indented by, and tabs in it, are as they are. */
export function htmlCode(text: string): string {
  return text.split('\n').map(codeLine).join('\n');
}

function codeLine(line: string): string {
  const [indentation = ''] = /^[ +-]?[\t ]{0,80}/.exec(line) ?? [];
  const parts = line.slice(indentation.length).split(/((?<!\t)\t{1,8}(?!\t))/);
  return indentation + parts.map((part, index) => (index % 2 === 0 ? htmlText(part) : part)).join('');
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** As `htmlText`, for a text in which nothing has to be made visible. */
function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? '');
}
