import type { RedactedStream, Redactor } from '../core/secrets/redactor';

const flushMs = 40;

/** Hands on, without secrets, the text of answers as it streams, in pieces no faster than a person sees. */
export class DeltaFeed {
  #pending: { messageId: string; text: string } | null = null;
  #timer: NodeJS.Timeout | null = null;

  /** What may be the beginning of a secret is held back; when none came of it, the whole message has it. */
  #safe: { messageId: string; stream: RedactedStream } | null = null;

  constructor(
    private readonly redactor: Redactor,
    private readonly send: (messageId: string, text: string) => void,
  ) {}

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
    const text = pending === null ? '' : this.#streamOf(pending.messageId).push(pending.text);
    if (pending !== null && text !== '') {
      this.send(pending.messageId, text);
    }
  }

  #streamOf(messageId: string): RedactedStream {
    if (this.#safe?.messageId !== messageId) {
      this.#safe = { messageId, stream: this.redactor.stream() };
    }
    return this.#safe.stream;
  }
}
