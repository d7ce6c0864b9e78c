import { visibleText } from './visibleText';

/** For between the tags of a page; what would not be seen is shown in a span of class `hidden`. */
export function htmlText(text: string): string {
  return visibleText(text)
    .map(({ text: part, isEscape }) => (isEscape ? `<span class="hidden">${escaped(part)}</span>` : escaped(part)))
    .join('');
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
