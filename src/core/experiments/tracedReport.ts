import { stripAnsi } from '../ansi';
import { agreement, type Figure, figuresIn, numbersIn } from './figures';

/** What a command printed, and which event of the journal began it. */
export interface RecordedOutput {
  seq: number;
  command: string;
  text: string;
}

/** Where a figure stands in what a command printed. */
export interface FigureSource {
  seq: number;
  command: string;
  /** From 1. */
  lineNumber: number;
  line: string;
  isRounded: boolean;
  /** The command itself names the number, so that it may only have repeated it. */
  isInCommand: boolean;
}

export interface TracedFigure extends Figure {
  /** null: in no output. */
  source: FigureSource | null;
}

export interface TracedReport {
  text: string;
  figures: TracedFigure[];
}

interface Printed {
  value: number;
  source: Omit<FigureSource, 'isRounded' | 'isInCommand'>;
}

/**
 * Looks for each figure of a report in the outputs, oldest first; the last place counts, an
 * exact one before a rounded one, and one that the command did not name itself before any other. */
export function tracedReport(text: string, outputs: readonly RecordedOutput[]): TracedReport {
  const printed = outputs.flatMap(numbersOf).toSorted((a, b) => a.value - b.value);
  return { text, figures: figuresIn(text).map((figure) => ({ ...figure, source: sourceOf(figure, printed) })) };
}

function numbersOf({ seq, command, text }: RecordedOutput): Printed[] {
  return text.split('\n').flatMap((raw, index) => {
    const line = stripAnsi(raw).trim();
    return numbersIn(line).map((value) => ({ value, source: { seq, command, lineNumber: index + 1, line } }));
  });
}

function sourceOf(figure: Figure, printed: readonly Printed[]): FigureSource | null {
  const { value, step } = figure;
  const near: { source: FigureSource; rank: number }[] = [];
  for (const each of printed.slice(firstFrom(printed, value - step))) {
    const how = each.value > value + step ? 'beyond' : agreement(figure, each.value);
    if (how === 'beyond') {
      break;
    }
    if (how !== null) {
      const isInCommand = numbersIn(each.source.command).includes(each.value);
      const rank = (isInCommand ? 0 : 2) + (how === 'exact' ? 1 : 0);
      near.push({ source: { ...each.source, isRounded: how === 'rounded', isInCommand }, rank });
    }
  }
  const best = near.toSorted(
    (a, b) => b.rank - a.rank || b.source.seq - a.source.seq || b.source.lineNumber - a.source.lineNumber,
  )[0];
  return best?.source ?? null;
}

function firstFrom(printed: readonly Printed[], least: number): number {
  let [low, high] = [0, printed.length];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((printed[middle]?.value ?? 0) < least) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}
