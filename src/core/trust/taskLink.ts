import { visibleText } from '../labels/visibleText';

/** Longer than anyone reads before sending. */
const maxPrompt = 4_000;

/**
 * The text of a task that a link such as `vscode://…/new?prompt=…` proposes, on one line and with everything invisible
 * written out; null when it is no such link. A link says nothing else: no folder, model, mode or check. `query` is decoded.
 */
export function taskLink(path: string, query: string): string | null {
  const prompt = path === '/new' && query.startsWith('prompt=') ? query.slice('prompt='.length).trim() : '';
  const characters = Array.from(prompt.slice(0, 2 * maxPrompt).replace(/\s*\n\s*/g, ' '));
  const text = visibleText(characters.slice(0, maxPrompt).join(''))
    .map((part) => part.text)
    .join('');
  return text === '' ? null : characters.length > maxPrompt ? `${text}…` : text;
}
