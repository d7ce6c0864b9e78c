/** A number that says something, as it stands in a text; `end` is after its last character. */
export interface Figure {
  start: number;
  end: number;
  /** As it is written, with its unit where that follows at once. */
  text: string;
  value: number;
  /** What its last digit counts. */
  step: number;
  /** Digits that say something. */
  digits: number;
}

const scales: Partial<Record<string, number>> = { k: 1e3, K: 1e3, M: 1e6 };
/** Units that stand directly behind a number; any other letter makes it part of a name. */
const units = '%|‰|x|×|k|K|M|ns|µs|μs|us|ms|s|min|h|d|B|kB|KB|MB|GB|TB|KiB|MiB|GiB|Hz|kHz|MHz|GHz|px|fps';
const number = new RegExp(
  `(?<![\\w#@./:,=-]|\\d[-–])(?<whole>\\d{1,3}(?:,\\d{3})+(?!\\d)|\\d{1,15})(?<decimals>\\.\\d{1,12})?(?:[ ]?(?<unit>${units})(?![\\w/]))?(?!\\w|[.,:/-]\\d|-[A-Za-z]|\\.\\w)`,
  'gu',
);
const listMark = /^\s*\d{1,3}[.)]\s/gmu;

/**
 * What of a report has to come from somewhere: numbers with a unit, a fraction or more than one digit. The marks of lists,
 * names, versions, dates and single digits are none.
 */
export function figuresIn(text: string): Figure[] {
  const marks = new Set([...text.matchAll(listMark)].map(({ index, 0: mark }) => index + mark.search(/\d/)));
  return [...text.matchAll(number)]
    .filter(({ index }) => !marks.has(index))
    .map((match) => figureOf(match))
    .filter(({ digits, text: written }) => digits > 1 || /\D/.test(written));
}

function figureOf({ 0: text, index, groups = {} }: RegExpExecArray): Figure {
  const { whole = '', decimals = '', unit = '' } = groups;
  const scale = scales[unit] ?? 1;
  const plain = `${whole.replaceAll(',', '')}${decimals}`;
  const places = Math.max(decimals.length - 1, 0);
  return {
    start: index,
    end: index + text.length,
    text,
    value: Number(plain) * scale,
    step: scale / 10 ** places,
    digits: plain.replace('.', '').replace(/^0+/, '').length,
  };
}

const printed = /(?<![\w.])-?(?:\d{1,3}(?:,\d{3})+(?!\d)|\d{1,15})(?:\.\d{1,15})?(?:[eE][+-]?\d{1,3})?/g;

/** Every number of a line of output. */
export function numbersIn(line: string): number[] {
  return (line.match(printed) ?? []).map((text) => Math.abs(Number(text.replaceAll(',', ''))));
}

/** Whether what a command printed is what the figure says, `rounded` to its last digit. Null: neither. */
export function agreement({ value, step, digits }: Figure, shown: number): 'exact' | 'rounded' | null {
  const slack = Math.max(Math.abs(value), 1) * 1e-12;
  if (Math.abs(shown - value) <= slack) {
    return 'exact';
  }
  return digits > 1 && Math.abs(shown - value) <= step / 2 + slack ? 'rounded' : null;
}
