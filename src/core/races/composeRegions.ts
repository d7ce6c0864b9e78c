import type { ChosenHunk, OfferedFile, OfferedHunk, TaskId } from '../../protocol';
import { chosenName } from './arenaState';

/** One way to change a region of a file, and who changed it so. */
export interface RegionChoice {
  taskIds: readonly TaskId[];
  hunk: OfferedHunk;
}

/** Lines of the snapshot with all that racers made of them; of choices that share lines one alone can be taken. */
export interface Region {
  /** In the snapshot, from 1. */
  line: number;
  choices: readonly RegionChoice[];
}

/** The regions of a file in their order. A file that is taken whole has one. */
export function regionsOf({ racers }: OfferedFile): Region[] {
  const choices = new Map<string, RegionChoice>();
  for (const { taskId, hunks } of racers) {
    for (const hunk of hunks) {
      const name = `${hunk.line} ${hunk.isWhole} ${hunk.key}`;
      choices.set(name, { hunk, taskIds: [...(choices.get(name)?.taskIds ?? []), taskId] });
    }
  }
  const isWhole = [...choices.values()].some(({ hunk }) => hunk.isWhole);
  const sorted = [...choices.values()].sort((a, b) => a.hunk.line - b.hunk.line || a.hunk.removed - b.hunk.removed);
  const regions: { line: number; end: number; choices: RegionChoice[] }[] = [];
  for (const choice of sorted) {
    const { line, removed } = choice.hunk;
    const last = regions.at(-1);
    const isInside = last !== undefined && (isWhole || line < last.end || line + removed === last.line);
    if (isInside) {
      last.choices.push(choice);
      last.end = Math.max(last.end, line + removed);
    } else {
      regions.push({ line, end: line + removed, choices: [choice] });
    }
  }
  return regions.map(({ line, choices: own }) => ({ line, choices: own }));
}

/** All places that a racer offers, of these files. */
export function placesOf(files: readonly OfferedFile[], taskId: TaskId): ChosenHunk[] {
  return files.flatMap(({ path, racers }) =>
    racers
      .filter((racer) => racer.taskId === taskId)
      .flatMap(({ hunks }) => hunks.map(({ key }) => ({ taskId, path, key }))),
  );
}

/** The chosen places that nobody offers any more. */
export function gonePlaces(files: readonly OfferedFile[], chosen: readonly ChosenHunk[]): ChosenHunk[] {
  const offered = new Set(
    files
      .flatMap(({ racers }) => racers.map(({ taskId }) => taskId))
      .flatMap((id) => placesOf(files, id).map(chosenName)),
  );
  return chosen.filter((hunk) => !offered.has(chosenName(hunk)));
}

/** How many of these places are chosen. */
export function takenShare(places: readonly ChosenHunk[], chosen: readonly ChosenHunk[]): 'none' | 'some' | 'all' {
  const names = new Set(chosen.map(chosenName));
  const count = places.filter((place) => names.has(chosenName(place))).length;
  return count === 0 ? 'none' : count === places.length ? 'all' : 'some';
}
