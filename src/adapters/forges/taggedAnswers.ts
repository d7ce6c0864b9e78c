const most = 300;

/** Answers by what was asked, with the tag that asks whether they have changed. The oldest go first. */
export class TaggedAnswers {
  private readonly known = new Map<string, { etag: string; data: unknown }>();

  get(asked: string): { etag: string; data: unknown } | undefined {
    return this.known.get(asked);
  }

  keep(asked: string, answer: { etag: string; data: unknown }): void {
    this.known.delete(asked);
    this.known.set(asked, answer);
    const oldest = this.known.size > most ? this.known.keys().next().value : undefined;
    if (oldest !== undefined) {
      this.known.delete(oldest);
    }
  }
}
