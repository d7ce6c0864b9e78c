import { knownSecrets } from '../secrets/literalSecrets';
import { redactedValue } from '../secrets/redactedValue';

interface CleaningOptions {
  /** Takes the secrets out that are known by their value. */
  redact: (text: string) => string;
  /** The folder of the user's own files; it is written as `~`. */
  home: string;
}

const privateKey = /-----BEGIN ([A-Z0-9 ]*PRIVATE KEY)-----[\s\S]*?(?:-----END \1-----|$)/g;

/** Makes texts fit for others, and counts what it took out of them. */
export class Cleaning {
  /** Places at which something stood that is a secret, or that looks like one. */
  secrets = 0;
  private readonly home: RegExp | null;

  constructor(private readonly options: CleaningOptions) {
    const home = options.home.replace(/[/\\]+$/, '');
    this.home = home.length < 2 ? null : new RegExp(`(?<![\\w.-])${escaped(home)}(?=$|[^\\w.-])`, 'g');
  }

  clean(text: string): string {
    const redacted = this.options.redact(text);
    this.secrets += marksIn(redacted) - marksIn(text);
    const withoutKeys = redacted.replace(privateKey, () => this.mark('private key'));
    const plain = this.withoutKnown(withoutKeys);
    return this.home === null ? plain : plain.replace(this.home, '~');
  }

  /** Every text in a value of JSON; keys stay. */
  cleanAll<T>(value: T): T {
    return redactedValue(value, (text) => this.clean(text)) as T;
  }

  private withoutKnown(text: string): string {
    let clean = '';
    let from = 0;
    for (const { start, end, what } of knownSecrets(text)) {
      if (start >= from) {
        clean += text.slice(from, start) + this.mark(what);
        from = end;
      }
    }
    return from === 0 ? text : clean + text.slice(from);
  }

  private mark(what: string): string {
    this.secrets += 1;
    return `[removed: ${what}]`;
  }
}

function marksIn(text: string): number {
  return text.split('[secret ').length - 1;
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
