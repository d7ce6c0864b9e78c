import type {
  AgentsWindowUpdate,
  ArenaState,
  GroupId,
  HunkLines,
  RaceGlance,
  RaceOffer,
  RaceView,
} from '../../protocol';

/** What the Agents Window knows of races. */
export interface ArenaModel {
  races: readonly RaceGlance[];
  /** How far it is with results that are joined, by group. */
  joins: Readonly<Record<string, string>>;
  /** The race whose page is shown. */
  shown: GroupId | null;
  /** The race that was told of last; it may be another one than is shown. */
  race: { view: RaceView; arena: ArenaState } | null;
  /** What can be taken of its racers, and the lines of the files that were asked for. */
  offer: { groupId: GroupId; offer: RaceOffer; lines: Readonly<Record<string, readonly HunkLines[]>> } | null;
}

export const emptyArena: ArenaModel = { races: [], joins: {}, shown: null, race: null, offer: null };

type ArenaUpdate = Extract<AgentsWindowUpdate, { type: 'races' | 'race' | 'offer' | 'hunkLines' }>;

export function foldArenaUpdate(arena: ArenaModel, update: ArenaUpdate): ArenaModel {
  switch (update.type) {
    case 'races':
      return { ...arena, races: update.races, joins: update.joins ?? {} };
    case 'race':
      return { ...arena, race: { view: update.race, arena: update.arena } };
    case 'offer': {
      const { groupId, offer } = update;
      const lines = arena.offer?.groupId === groupId ? arena.offer.lines : {};
      return { ...arena, offer: { groupId, offer, lines } };
    }
    case 'hunkLines': {
      const { offer } = arena;
      return offer?.groupId === update.groupId
        ? { ...arena, offer: { ...offer, lines: { ...offer.lines, [update.path]: update.hunks } } }
        : arena;
    }
  }
}
