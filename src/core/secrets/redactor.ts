import { type Found, type NamedSecret, type Progress, SecretScan } from './secretScan';

/** Takes a text that comes in pieces. What may be the beginning of a secret is held back until more has come. */
export interface RedactedStream {
  /** Whether there was a secret in what has come. */
  readonly hasFound: boolean;
  push(text: string): string;
  /** What is still held back: it was no secret after all. */
  end(): string;
}

/**
 * Stands in front of everything that a task writes, shows or sends: takes its secrets out of a text, in every form that
 * `secretForms` knows, and leaves `[secret NAME]`. It knows more of them as they are added.
 */
export class Redactor {
  #secrets: readonly NamedSecret[] = [];
  #scan: SecretScan | null = null;

  /** One that is too short to be told from ordinary text is not looked for. */
  add(secret: NamedSecret): void {
    if (!this.#secrets.some(({ name, value }) => name === secret.name && value === secret.value)) {
      this.#secrets = [...this.#secrets, secret];
      this.#scan = null;
    }
  }

  get isEmpty(): boolean {
    return this.#scanned().isEmpty;
  }

  finds(text: string): boolean {
    const stream = this.stream();
    stream.push(text);
    return stream.hasFound;
  }

  redact(text: string): string {
    const stream = this.stream();
    const safe = stream.push(text);
    return safe === text ? text : safe + stream.end();
  }

  stream(): RedactedStream {
    const scan = this.#scanned();
    return scan.isEmpty ? { hasFound: false, push: (text) => text, end: () => '' } : new Redaction(scan);
  }

  #scanned(): SecretScan {
    return (this.#scan ??= new SecretScan(this.#secrets));
  }
}

class Redaction implements RedactedStream {
  hasFound = false;
  #held = '';
  #at: Progress = { state: 0, start: 0 };
  #found: readonly Found[] = [];

  constructor(private readonly scan: SecretScan) {}

  push(text: string): string {
    const all = this.#held + text;
    const found: Found[] = [...this.#found];
    const at = this.scan.scan(all, this.#held.length, this.#at, (one) => addTo(found, one));
    this.hasFound ||= found.length > 0;
    let safe = at.state === 0 ? all.length : at.start;
    this.#at = at;
    if (all.length - safe > 2 * this.scan.longest + 1000) {
      // Line breaks without end do not belong to a secret.
      this.#at = { state: 0, start: 0 };
      safe = all.length;
    }
    for (const { start, end } of found.toReversed()) {
      safe = end > safe ? Math.min(safe, start) : safe;
    }
    return this.#release(all, safe, found);
  }

  end(): string {
    this.#at = { state: 0, start: 0 };
    return this.#release(this.#held, this.#held.length, this.#found);
  }

  #release(all: string, safe: number, found: readonly Found[]): string {
    this.#held = all.slice(safe);
    this.#at = { ...this.#at, start: this.#at.start - safe };
    this.#found = found
      .filter(({ end }) => end > safe)
      .map(({ start, end, name }) => ({ start: start - safe, end: end - safe, name }));
    let released = '';
    let from = 0;
    for (const { start, end, name } of found.filter(({ end }) => end <= safe)) {
      released += `${all.slice(from, start)}[secret ${name}]`;
      from = end;
    }
    return from === 0 ? all.slice(0, safe) : released + all.slice(from, safe);
  }
}

/** What overlaps is one, under the name of the longest. They come in the order of their ends. */
function addTo(found: Found[], one: Found): void {
  let merged = one;
  for (let last = found.at(-1); last !== undefined && last.end > merged.start; last = found.at(-1)) {
    const isLonger = last.end - last.start > one.end - one.start;
    merged = { start: Math.min(last.start, merged.start), end: merged.end, name: isLonger ? last.name : merged.name };
    found.pop();
  }
  found.push(merged);
}
