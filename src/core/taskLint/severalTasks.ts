import { type Clause, type Place, scopesIn } from './taskWords';

/** Verbs that begin a piece of work of its own; tests, runs and reports belong to another one. */
const verbs =
  'add|fix|implement|create|build|remove|delete|upgrade|bump|update|rename|refactor|replace|rewrite|migrate|convert|redesign|rework|improve|optimi[sz]e|write|introduce|integrate|move|extract';
const verb = new RegExp(
  `^(?:also |additionally |then |and |please |while you(?:'re| are) at it,? )*(?:${verbs})\\b`,
  'i',
);
const another = new RegExp(
  `\\b(?:also|additionally|besides|separately|while you(?:'re| are) at it|on top of that|apart from that)\\b,?\\s+(?:and\\s+)?(?:please\\s+)?(?:${verbs})\\b`,
  'gi',
);
const inLine = new RegExp(`(?:,\\s+(?:and\\s+)?|\\s+and\\s+)(?=(?:${verbs})\\b)`, 'gi');
const ofTheSame = /\b(?:its?|them|they|this|that|these|those|to match|accordingly|callers?)\b/i;
const tests = /^\S+\s.{0,40}\b(?:tests?|specs?)\b/i;

const mostClauses = 30;

const issues = /#\d+\s*(?:,|and|&|,\s*and)\s*#\d+/i;

/** Where a second task begins that has nothing to do with the first; null where there is one task. */
export function secondTask(text: string, clauses: readonly Clause[]): Place | null {
  const [, both] = [...text.matchAll(/#\d+/g)];
  if (both !== undefined && issues.test(text)) {
    return { start: both.index, end: both.index + both[0].length };
  }
  const said = text.matchAll(another).next().value;
  const own = clauses.filter(({ isUnderHead }) => !isUnderHead).slice(0, mostClauses);
  if (said !== undefined && !isSupport(text.slice(said.index))) {
    return { start: said.index, end: said.index + said[0].length };
  }
  const pieces = own
    .flatMap((clause) => piecesOf(clause))

    .filter(({ text: piece }) => verb.test(piece));
  const apart = pieces.filter((piece, index) => index > 0 && isApart(piece, pieces[0]));
  const isList = own.filter(({ isPoint }) => isPoint).length > 1;
  const [second] = apart;
  return second !== undefined && (apart.length > 1 || isList) ? { start: second.start, end: second.end } : null;
}

function isSupport(rest: string): boolean {
  const [sentence = ''] = rest.slice(0, 60).split(/\.\s|\n/);
  return /\b(?:tests?|docs?|documentation|changelog|comments?)\b(?!\/)/i.test(sentence);
}

/** A sentence may name several pieces, each with its verb. */
function piecesOf({ text, start }: Clause): { text: string; start: number; end: number }[] {
  const cuts = [...text.matchAll(inLine)].map(({ index, 0: gap }) => ({ end: index, next: index + gap.length }));
  return [0, ...cuts.map(({ next }) => next)].map((from, index) => {
    const to = cuts[index]?.end ?? text.length;
    return { text: text.slice(from, to), start: start + from, end: start + to };
  });
}

/** Names something of its own, and does not speak of what came before. */
function isApart({ text }: { text: string }, first: { text: string } | undefined): boolean {
  const names = namesIn(text);
  const before = new Set(first === undefined ? [] : namesIn(first.text));
  const isNamed = names.length > 0 || /^(?:(?:upgrade|bump)\s+[\w@/-]+|fix #\d)/i.test(text);
  return isNamed && !names.some((name) => before.has(name)) && !ofTheSame.test(text) && !isTestOf(text, names);
}

function isTestOf(text: string, names: readonly string[]): boolean {
  return tests.test(text) && names.length === 0;
}

function namesIn(text: string): string[] {
  return scopesIn(text).map(({ start, end }) => text.slice(start, end).toLowerCase());
}
