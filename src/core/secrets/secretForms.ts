import { base64Core, hex, utf8 } from './bytes';

/** A shorter one would be found in ordinary text. */
export const minSecretLength = 8;
/** A key of several lines is recognised by each of them that has at least this length. */
const minLineLength = 20;

/** A text by which a secret is recognised, and how much of its beginning is enough. */
export interface SecretForm {
  text: string;
  least: number;
}

/** Of a longer one only the usual forms are known, for each takes time to get ready for. */
const longText = 4096;
/** How much of a text is enough. Ordinary text holds no eight letters of base64 by chance, but digits and words it may. */
interface Enough {
  share: number;
  atLeast: number;
}

const ofBase64: Enough = { share: 1 / 2, atLeast: minSecretLength };
const ofDigits: Enough = { share: 1 / 2, atLeast: 16 };
const ofEscaped: Enough = { share: 3 / 4, atLeast: 16 };

/**
 * All the texts by which a secret is recognised: as it is, each of its longer lines, and both in base64 (wherever it
 * begins, also for URLs), in hexadecimal digits, and escaped for JSON, for JSON within JSON and for URLs. Most of one is
 * enough, from its beginning or to its end, and half of what is encoded: lines are wrapped and cut, and what lists them
 * puts names in front of each. Line breaks are not in them: they count nowhere. None where it is too short to be one. Never throws.
 */
export function secretForms(value: string): SecretForm[] {
  const whole = value.trim();
  if (whole.length < minSecretLength) {
    return [];
  }
  const lines = whole.split(/\r?\n/).map((line) => line.trim());
  // The first and last lines of a key in PEM say what it is, and are the same in all.
  const parts =
    lines.length === 1 ? [] : lines.filter((line) => line.length >= minLineLength && !line.startsWith('-----'));
  const all = [whole, ...parts];
  return [
    ...withEnds(all.flatMap(base64Forms), ofBase64),
    ...withEnds(all.flatMap(digitForms), ofDigits),
    ...withEnds(all.flatMap(escapedForms), ofEscaped),
  ];
}

/** Each whole, and without so much of its beginning as may be missing. */
function withEnds(texts: readonly string[], { share, atLeast }: Enough): SecretForm[] {
  return [...new Set(texts.map((text) => text.replace(/[\r\n]/g, '')))]
    .filter((text) => text.length >= minSecretLength)
    .flatMap((text) => {
      const part = Math.max(atLeast, Math.ceil(text.length * share));
      const least = Math.min(part, text.length);
      const end = text.slice(text.length - least);
      return end === text
        ? [{ text, least }]
        : [
            { text, least },
            { text: end, least },
          ];
    });
}

function base64Forms(text: string): string[] {
  const bytes = utf8(text);
  const cores = ([0, 1, 2] as const).map((before) => base64Core(bytes, before));
  return text.length > longText
    ? cores
    : [...cores, ...cores.map((core) => core.replaceAll('+', '-').replaceAll('/', '_'))];
}

function digitForms(text: string): string[] {
  const digits = text.length > longText ? [] : [hex(utf8(text))];
  return digits.flatMap((form) => [form, form.toUpperCase()]);
}

function escapedForms(text: string): string[] {
  if (text.length > longText) {
    return [text, JSON.stringify(text).slice(1, -1)];
  }
  return [text, ...jsonForms(text), ...urlForms(utf8(text))];
}

/** Writers differ in what they escape beyond what they must, and in the case of the digits. */
function jsonForms(text: string): string[] {
  const plain = JSON.stringify(text).slice(1, -1);
  const slashes = plain.replaceAll('/', '\\/');
  const escaped = [/[^ -~]/g, /[<>&'+]|[^ -~]/g].flatMap((others) =>
    [plain, slashes].map((form) => form.replace(others, escapedUnit)),
  );
  const all = text.replace(/[^]/g, escapedUnit);
  const forms = [plain, slashes, ...escaped, all];
  const upper = forms.map((form) => form.replace(/\\u[0-9a-f]{4}/g, (unit) => `\\u${unit.slice(2).toUpperCase()}`));
  return [...forms, ...upper, JSON.stringify(plain).slice(1, -1)];
}

function escapedUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** As a component of an address by the sparing and by the thorough writers, as a field of a form, and escaped whole. */
function urlForms(bytes: readonly number[]): string[] {
  const escaped = (isKept: RegExp) =>
    bytes
      .map((byte) => {
        const character = String.fromCharCode(byte);
        return isKept.test(character) ? character : `%${byte.toString(16).padStart(2, '0').toUpperCase()}`;
      })
      .join('');
  const [address, component, thorough] = [
    escaped(/[A-Za-z0-9\-_.!~*'();/?:@&=+$,#]/),
    escaped(/[A-Za-z0-9\-_.!~*'()]/),
    escaped(/[A-Za-z0-9\-_.~]/),
  ];
  const field = escaped(/[A-Za-z0-9\-_.*]/).replaceAll('%20', '+');
  const forms = [address, component, thorough, field, escaped(/[/A-Za-z0-9\-_.~]/), escaped(/\0/)];
  return [...forms, ...forms.map((form) => form.replace(/%[0-9A-F]{2}/g, (byte) => byte.toLowerCase()))];
}
