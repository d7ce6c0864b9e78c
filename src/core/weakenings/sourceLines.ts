export interface SourceLine {
  /** 1-based. */
  line: number;
  text: string;
}

/** The lines of `lines` that have no like in `others`, each like counted once. */
export function without<T extends SourceLine>(lines: readonly T[], others: readonly SourceLine[]): T[] {
  const left = new Map<string, number>();
  others.forEach(({ text }) => left.set(text, (left.get(text) ?? 0) + 1));
  return lines.filter(({ text }) => {
    const count = left.get(text) ?? 0;
    left.set(text, count - 1);
    return count <= 0;
  });
}
