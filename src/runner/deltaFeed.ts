const flushMs = 40;

/** Hands on the text of answers as it streams, in pieces no faster than a person sees. */
export class DeltaFeed {
  #pending: { messageId: string; text: string } | null = null;
  #timer: NodeJS.Timeout | null = null;

  constructor(private readonly send: (messageId: string, text: string) => void) {}

  push(messageId: string, text: string): void {
    if (this.#pending?.messageId !== messageId) {
      this.flush();
      this.#pending = { messageId, text: '' };
    }
    this.#pending.text += text;
    this.#timer ??= setTimeout(() => this.flush(), flushMs);
  }

  /** Hands on what is left, before something that comes after it. */
  flush(): void {
    if (this.#timer !== null) {
      clearTimeout(this.#timer);
      this.#timer = null;
    }
    const pending = this.#pending;
    this.#pending = null;
    if (pending !== null && pending.text !== '') {
      this.send(pending.messageId, pending.text);
    }
  }
}
