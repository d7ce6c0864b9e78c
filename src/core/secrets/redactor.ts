import { secretMark } from './secretMark';
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

interface Held {
  text: string;
  /** In `text`. */
  at: Progress;
  found: readonly Found[];
}

const nothing: Held = { text: '', at: { state: 0, start: 0 }, found: [] };

class Redaction implements RedactedStream {
  hasFound = false;
  #held = nothing;

  constructor(private readonly scan: SecretScan) {}

  push(text: string): string {
    const all = this.#held.text + text;
    const found: Found[] = [...this.#held.found];
    const at = this.scan.scan(all, this.#held.text.length, this.#held.at, (one) => addTo(found, one));
    this.hasFound ||= found.length > 0;
    let safe = at.state === 0 ? all.length : at.start;
    if (all.length - safe > 2 * this.scan.longest + 1000) {
      // Line breaks without end do not belong to a secret.
      return this.#release({ text: all, at: nothing.at, found }, all.length);
    }
    for (const { start, end } of found.toReversed()) {
      safe = end > safe ? Math.min(safe, start) : safe;
    }
    return this.#release({ text: all, at, found }, safe);
  }

  end(): string {
    return this.#release({ ...this.#held, at: nothing.at }, this.#held.text.length);
  }

  /** Hands out what is before `safe`, and holds the rest. */
  #release({ text, at, found }: Held, safe: number): string {
    const isOut = ({ end }: Found): boolean => end <= safe;
    this.#held = {
      text: text.slice(safe),
      at: { state: at.state, start: at.start - safe },
      found: found
        .filter((one) => !isOut(one))
        .map(({ start, end, name }) => ({ start: start - safe, end: end - safe, name })),
    };
    let released = '';
    let from = 0;
    for (const { start, end, name } of found.filter(isOut)) {
      released += text.slice(from, start) + secretMark(name);
      from = end;
    }
    return from === 0 ? text.slice(0, safe) : released + text.slice(from, safe);
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
