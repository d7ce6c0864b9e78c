/** A piece of what was said to an agent: words, or what stands between two fences, which is Markdown where these say so. */
export type SaidBlock = { kind: 'words' | 'code'; text: string } | { kind: 'quote'; blocks: readonly SaidBlock[] };

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
    const fence = fenceAt(lines, at);
    if (fence === null) {
      words.push(lines[at] ?? '');
    } else {
      endWords();
      const text = lines.slice(at + 1, fence.end).join('\n');
      blocks.push(fence.info === 'markdown' ? { kind: 'quote', blocks: saidBlocks(text) } : { kind: 'code', text });
      at = fence.end;
    }
  }
  endWords();
  return blocks;
}

/** What is said behind the fence which this line begins, and the line that ends it; null where it begins none. */
function fenceAt(lines: readonly string[], at: number): { info: string; end: number } | null {
  const [, fence, info = ''] = /^ {0,3}(`{3,}|~{3,})([^`]*)$/.exec(lines[at] ?? '') ?? [];
  if (fence === undefined) {
    return null;
  }
  const end = lines.findIndex((line, index) => index > at && isEnd(line, fence));
  return end === -1 ? null : { info: info.trim(), end };
}

function isEnd(line: string, fence: string): boolean {
  const mark = /^ {0,3}(`+|~+)\s*$/.exec(line)?.[1] ?? '';
  return mark.startsWith(fence);
}
