const mark = '[REDACTED]';

/** A shorter one would be found in ordinary text. */
const minLength = 8;

/** The text without the secret. */
export function redacted(text: string, secret: string | undefined): string {
  return isSecret(secret) ? text.replaceAll(secret, mark) : text;
}

/** Takes a secret out of text that comes in pieces: what may be its beginning is held back until more has come. */
export class Redaction {
  #held = '';

  constructor(private readonly secret: string | undefined) {}

  push(text: string): string {
    const { secret } = this;
    if (!isSecret(secret)) {
      return text;
    }
    const safe = redacted(this.#held + text, secret);
    const length = begunLength(safe, secret);
    this.#held = safe.slice(safe.length - length);
    return safe.slice(0, safe.length - length);
  }

  /** What is still held back: it was no secret after all. */
  end(): string {
    const text = this.#held;
    this.#held = '';
    return text;
  }
}

function isSecret(secret: string | undefined): secret is string {
  return secret !== undefined && secret.length >= minLength;
}

/** How much of the end of a text is a beginning of the secret. */
function begunLength(text: string, secret: string): number {
  for (let length = Math.min(text.length, secret.length - 1); length > 0; length -= 1) {
    if (text.endsWith(secret.slice(0, length))) {
      return length;
    }
  }
  return 0;
}
