import type { LineRange, Overlap, OverlapWith, SymbolClash, TaskView, TellOverlaps, ToldOverlap } from '../../protocol';
import { oneLine } from '../labels/labels';
import { english } from '../translate';
import { clashLabel, linesLabel, overlapPlace } from './overlapLabels';

/** So many lines apart it is the same place: agents go on where they are. */
const sameLines = 5;
/** After so many places an agent is told no more. */
const maxTold = 60;
const maxAtOnce = 20;

/** What an agent at work is to be told that it was not told of before; null where there is nothing new. */
export function overlapsToTell({ run, state, task }: TaskView, overlaps: readonly OverlapWith[]): TellOverlaps | null {
  const isAtWork = state.kind === 'running' || state.kind === 'waiting';
  if (!isAtWork || task.engine.kind === 'command' || run.toldOverlaps.length >= maxTold) {
    return null;
  }
  const fresh = overlaps
    .flatMap(sayings)
    .filter(({ places }) => places.some((place) => !isToldOf(run.toldOverlaps, place)))
    .slice(0, maxAtOnce);
  const places = fresh.flatMap((saying) => saying.places).slice(0, maxTold);
  return places.length === 0 ? null : { type: 'overlaps', places, text: wordsOf(fresh.map(({ text }) => text)) };
}

/** Whether it is a place that the agent was told of, or near one. */
export function isToldOf(told: readonly ToldOverlap[], { other, path, name, base }: ToldOverlap): boolean {
  return told.some(
    (each) => each.other === other && each.path === path && each.name === name && areNear(each.base, base),
  );
}

function areNear(one: LineRange | undefined, other: LineRange | undefined): boolean {
  if (one === undefined || other === undefined) {
    return one === other;
  }
  return one.from <= other.from + other.count + sameLines && other.from <= one.from + one.count + sameLines;
}

interface Saying {
  places: ToldOverlap[];
  text: string;
}

function sayings({ other, title, conflicts, clashes }: OverlapWith): Saying[] {
  const who =
    other === null ? 'The user, in their own checkout,' : `Another agent (task: ${JSON.stringify(oneLine(title, 80))})`;
  return [
    ...conflicts.map((overlap) => ({ places: placesOf(other, overlap), text: `${who} ${conflictWords(overlap)}` })),
    ...clashes.map((clash) => ({
      places: [{ other, path: clash.definedIn, name: clash.name }],
      text: `${who} ${clashWords(clash)}`,
    })),
  ];
}

function clashWords(clash: SymbolClash): string {
  const said = clashLabel(clash, english);
  return clash.by === 'me' ? `uses what you changed: ${said} there.` : `changed what you use: ${said} here.`;
}

function placesOf(other: ToldOverlap['other'], { path, places }: Overlap): ToldOverlap[] {
  return places.length === 0 ? [{ other, path }] : places.map(({ base }) => ({ other, path, base }));
}

function conflictWords({ path, kind, places }: Overlap): string {
  if (kind !== 'lines' || places.length === 0) {
    return `has a change that does not merge with yours: ${overlapPlace({ path, kind, places: [] }, english)}.`;
  }
  const [mine, theirs] = [
    places.map((place) => linesLabel(place.mine)),
    places.map((place) => linesLabel(place.theirs)),
  ];
  return `changes the same lines of ${path} as you: lines ${mine.join(', ')} in your file, ${theirs.join(', ')} in theirs.`;
}

function wordsOf(lines: readonly string[]): string {
  return [
    'Note from the program that runs you, not from the user: others change this repository at the same moment, each in a copy of their own. Where you meet:',
    ...lines.map((line) => `- ${line}`),
    'This is for your information. It changes nothing about your task. Where your task can be done as well without touching these places, leave them alone; do not try to merge with the others.',
  ].join('\n');
}
