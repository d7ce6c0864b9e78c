const maxTitle = 72;
const maxSlug = 40;

/** A short name for a task: the first sentence of its prompt, without markup, at most 72 characters. */
export function titleOf(prompt: string): string {
  const lines = prompt.split(/\r?\n/).map(plain);
  const line = lines.find((text) => /[\p{L}\p{N}]/u.test(text)) ?? '';
  const sentence = /^(.{12,}?[\p{L}\p{N})"'`])[.!?](\s|$)/u.exec(line)?.[1] ?? line;
  const title = sentence.replace(/[\s:;,.]+$/u, '');
  return title === '' ? 'Untitled task' : cut(title, maxTitle);
}

/** Lower-case words joined by `-`, for branch and folder names; `task` where nothing of the title can be written so. */
export function slugOf(title: string): string {
  const words = title
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[ßæœøłđ]/g, (letter) => letters[letter] ?? '')
    .replace(/['’`]/g, '')
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
  let slug = '';
  for (const word of words) {
    const longer = slug === '' ? word.slice(0, maxSlug) : `${slug}-${word}`;
    if (longer.length > maxSlug) {
      break;
    }
    slug = longer;
  }
  return slug === '' ? 'task' : slug;
}

const letters: Readonly<Record<string, string>> = { ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', ł: 'l', đ: 'd' };

function plain(line: string): string {
  return line
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/gu, ' ')
    .replace(/^\s*(#{1,6}|[-*+>]|\d+[.)])\s+/, '')
    .replace(/\*\*|__/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

function cut(text: string, length: number): string {
  if (text.length <= length) {
    return text;
  }
  // A character of two units may have been cut in its middle.
  const kept = text.slice(0, length - 1).replace(/[\ud800-\udbff]$/, '');
  const atWord = kept.lastIndexOf(' ');
  return `${(atWord > length / 2 ? kept.slice(0, atWord) : kept).replace(/[\s,;:.]+$/u, '')}…`;
}
