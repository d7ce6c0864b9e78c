/** A piece of what was said to an agent: words, or what stands between two fences of Markdown. */
export interface SaidBlock {
  kind: 'words' | 'code';
  text: string;
}

/** Words and code in their order. A fence that nothing ends, and all other Markdown, stays among the words. */
export function saidBlocks(said: string): SaidBlock[] {
  const blocks: SaidBlock[] = [];
  const lines = said.split('\n');
  let words: string[] = [];
  const endWords = (): void => {
    const text = words.join('\n').replace(/^\n+|\s+$/g, '');
    words = [];
    if (text !== '') {
      blocks.push({ kind: 'words', text });
    }
  };
  for (let at = 0; at < lines.length; at += 1) {
    const end = endOfFence(lines, at);
    if (end === null) {
      words.push(lines[at] ?? '');
    } else {
      endWords();
      blocks.push({ kind: 'code', text: lines.slice(at + 1, end).join('\n') });
      at = end;
    }
  }
  endWords();
  return blocks;
}

/** The line that ends the fence which this one begins; null where it begins none. */
function endOfFence(lines: readonly string[], at: number): number | null {
  const fence = /^ {0,3}(`{3,}|~{3,})[^`]*$/.exec(lines[at] ?? '')?.[1];
  if (fence === undefined) {
    return null;
  }
  const end = lines.findIndex((line, index) => index > at && isEnd(line, fence));
  return end === -1 ? null : end;
}

function isEnd(line: string, fence: string): boolean {
  const mark = /^ {0,3}(`+|~+)\s*$/.exec(line)?.[1] ?? '';
  return mark.startsWith(fence);
}
