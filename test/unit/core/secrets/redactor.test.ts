import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { Redactor } from '../../../../src/core/secrets/redactor';

const token = 'npm_9Qw/8Er+7Ty"6Ui';

function redactorOf(...values: readonly string[]): Redactor {
  const redactor = new Redactor();
  values.forEach((value, index) => redactor.add({ name: `S${index}`, value }));
  return redactor;
}

function inPieces(redactor: Redactor, pieces: readonly string[]): string {
  const stream = redactor.stream();
  return pieces.map((piece) => stream.push(piece)).join('') + stream.end();
}

/** How programs write a text into others. */
const writers: Record<string, (text: string) => string> = {
  plain: (text) => text,
  base64: (text) => Buffer.from(text).toString('base64'),
  'base64 behind one byte': (text) => Buffer.from(`x${text}yz`).toString('base64'),
  'base64 behind two bytes': (text) => Buffer.from(`xx${text}y`).toString('base64'),
  'base64 for URLs': (text) => Buffer.from(`x${text}`).toString('base64url'),
  'wrapped base64': (text) =>
    (
      Buffer.from(`x${text}`)
        .toString('base64')
        .match(/.{1,7}/g) ?? []
    ).join('\n'),
  hexadecimal: (text) => Buffer.from(text).toString('hex'),
  'upper-case hexadecimal': (text) => Buffer.from(text).toString('hex').toUpperCase(),
  'a component of an address': (text) => encodeURIComponent(text),
  'a field of a form': (text) => new URLSearchParams({ a: text }).toString(),
  JSON: (text) => JSON.stringify(text),
  'JSON in JSON': (text) => JSON.stringify(JSON.stringify(text)),
  'escaped units': (text) => text.replace(/[^]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
  'escaped bytes': (text) => [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''),
};

/** What no form of it may have left: what is recognised without line breaks, after every decoder. */
function decodings(text: string): string[] {
  const joined = text.replace(/[\r\n]/g, '');
  const runs = joined.match(/[A-Za-z0-9+/_-]{8,}/g) ?? [];
  const decoded = runs.flatMap((run) =>
    [0, 1, 2, 3].map((skip) => Buffer.from(run.slice(skip), 'base64').toString('utf8')),
  );
  const digits = (joined.match(/[0-9a-fA-F]{16,}/g) ?? []).map((run) => Buffer.from(run, 'hex').toString('utf8'));
  const bytes = joined.replace(/(?:%[0-9a-fA-F]{2})+/g, (run) =>
    Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'),
  );
  const units = joined.replace(/\\u([0-9a-fA-F]{4})/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
  const plain = units.replace(/\\+(["\\/])/g, '$1');
  return [text, joined, ...decoded, ...digits, bytes, bytes.replaceAll('+', ' '), units, plain];
}

const secrets = fc.oneof(
  fc.constant(token),
  fc.string({ minLength: 10, maxLength: 60 }).filter((text) => text.trim() === text && !/[\r\n\\]/.test(text)),
  fc
    .string({ unit: 'grapheme', minLength: 10, maxLength: 30 })
    .filter((text) => text.trim() === text && !/\p{Cs}/u.test(text) && !/[\r\n\\]/.test(text)),
);

function cut(text: string, places: readonly number[]): string[] {
  const sorted = [...new Set(places.map((place) => place % (text.length + 1)))].toSorted((one, other) => one - other);
  return [0, ...sorted].map((place, index) => text.slice(place, sorted[index]));
}

describe('the redactor', () => {
  for (const [name, write] of Object.entries(writers)) {
    it(`leaves nothing of a secret written as ${name}, wherever the text is cut`, () => {
      fc.assert(
        fc.property(secrets, fc.array(fc.nat(), { maxLength: 12 }), fc.string(), (secret, places, around) => {
          const text = `${around} ${write(secret)} ${around}`;
          const shown = inPieces(redactorOf(secret), cut(text, places));
          assert.deepEqual(
            decodings(shown).filter((decoded) => decoded.includes(secret) && !around.includes(secret)),
            [],
          );
          assert.match(shown, /\[secret S0\]/);
        }),
      );
    });
  }

  it('gives the same wherever a text of likely pieces is cut', () => {
    const secret = 'sk-sk-canary';
    const piece = fc.constantFrom('s', 'k', '-', 'sk-', 'canary', 'sk-can', 'ary', secret, 'x', '\n', 'ary-two', ' ');
    const redactor = redactorOf(secret, 'canary-two');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        assert.equal(inPieces(redactor, pieces), redactor.redact(pieces.join('')));
      }),
    );
  });

  it('leaves every text without a secret as it is, byte for byte', () => {
    const redactor = redactorOf(token, `${'0123456789'.repeat(20)}!`);
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 2000 }), fc.array(fc.nat()), (text, places) => {
        assert.equal(redactor.redact(text), text);
        assert.equal(inPieces(redactor, cut(text, places)), text);
      }),
    );
    const source = 'const limit = 1;\n\n\tif (a) {\r\n\t\t\tb();\n}\n'.repeat(500);
    assert.equal(redactor.redact(source), source);
  });

  it('finds a secret anywhere between lines of all lengths', () => {
    const line = fc.string({ unit: fc.constantFrom('n', 'p', 'm', '_', '9', ' ', '\n', '\t'), maxLength: 90 });
    const redactor = redactorOf(token, 'npm_9nnn9999');
    fc.assert(
      fc.property(line, line, (before, after) => {
        const shown = redactor.redact(`${before}${token}${after}`);
        assert.equal(shown.includes(token), false);
        assert.match(shown, /\[secret S0\]/);
      }),
    );
  });

  it('names each secret, and the longer of two that overlap', () => {
    const redactor = redactorOf('password1', 'password123', 'rd123-tail');
    assert.equal(
      redactor.redact('password1 password123 password12 password123-tail'),
      '[secret S0] [secret S1] [secret S0]2 [secret S1]',
    );
  });

  it('takes out single lines of a key, but not what all keys have', () => {
    const body = ['MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcw', 'ggSjAgEAAoIBAQC7VJTUt9Us8cKjMzEfYyji'];
    const redactor = redactorOf(`-----BEGIN PRIVATE KEY-----\n${body.join('\n')}\n-----END PRIVATE KEY-----\n`);
    assert.equal(
      redactor.redact(`-----BEGIN PRIVATE KEY-----\n  ${body[1] ?? ''}`),
      '-----BEGIN PRIVATE KEY-----\n  [secret S0]',
    );
  });

  it('takes out most of a secret too: the beginning, the end, and what is left of it on lines with names', () => {
    const redactor = redactorOf(`ghp_${'0123456789'.repeat(4)}`);
    const line = Buffer.from(`KEY=ghp_${'0123456789'.repeat(4)}`).toString('base64');
    assert.equal(redactor.redact(`ghp_${'0123456789'.repeat(3)}012…`), '[secret S0]…');
    assert.equal(redactor.redact(`…${'0123456789'.repeat(4)}`), '…0123456[secret S0]');
    assert.equal(redactor.redact('ghp_0123456789'), 'ghp_0123456789');
    for (let at = 8; at < line.length - 4; at += 1) {
      const shown = redactor.redact(`a.txt:1:${line.slice(0, at)}\na.txt:2:${line.slice(at)}`);
      assert.match(shown, /\[secret S0\]/, String(at));
    }
  });

  it('takes out a short one in base64 whose lines a list puts names before, wherever the line is broken', () => {
    const redactor = redactorOf('canary88');
    for (const before of ['', 'x', 'xx']) {
      const text = Buffer.from(`${before}canary88, and what follows`).toString('base64');
      for (let at = 1; at < text.length; at += 1) {
        const listed = redactor.redact(`file.txt:1:${text.slice(0, at)}\nfile.txt:2:${text.slice(at)}`);
        const whole = ([0, 1, 2] as const).map((skip) => Buffer.from('canary88').subarray(skip).toString('base64'));
        assert.deepEqual(
          whole.filter((form) => listed.includes(form.slice(0, 8))),
          [],
          listed,
        );
      }
    }
  });

  it('holds back only what may be the beginning of a secret', () => {
    const stream = redactorOf('sk-sk-canary').stream();
    assert.deepEqual(
      ['tasks', 'k-', 'i', 'done'].map((piece) => stream.push(piece)),
      ['task', '', 'sk-i', 'done'],
    );
    assert.equal(stream.push(`sk-${'\n'.repeat(5000)}`).length, 5003);
  });

  it('looks for nothing that any text may hold, and not fail on secrets of any size', () => {
    assert.equal(redactorOf('key', '  short  ', '').redact('a key, a short one'), 'a key, a short one');
    assert.equal(redactorOf('\ud800'.repeat(12)).redact('\ud800'.repeat(12)), '[secret S0]');
    const huge = `${'abcdefghij'.repeat(3000)}!`;
    assert.equal(redactorOf(huge).redact(`<${huge}> ${'abcdefghij'.repeat(20_000)}`), '<[secret S0]> [secret S0]');
  });
});
