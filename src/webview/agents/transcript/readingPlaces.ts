import type { TaskId } from '../../../protocol';

/** Where a person reads: an item of the transcript, and how far below the top of what is in sight its row begins, in pixels. */
export interface ReadingPlace {
  key: string;
  offset: number;
}

export type KeptPlaces = Readonly<Record<string, ReadingPlace>>;

const mostPlaces = 50;

/** Where a person reads in each transcript that they left above its end. */
export class ReadingPlaces {
  private readonly places: Map<string, ReadingPlace>;

  constructor(
    kept: KeptPlaces,
    private readonly keep: (places: KeptPlaces) => void,
  ) {
    this.places = new Map(Object.entries(kept));
  }

  of(taskId: TaskId): ReadingPlace | null {
    return this.places.get(taskId) ?? null;
  }

  /** null: at its end, where what is new is followed. */
  note(taskId: TaskId, place: ReadingPlace | null): void {
    const isKnown = this.places.delete(taskId);
    if (place === null && !isKnown) {
      return;
    }
    if (place !== null) {
      this.places.set(taskId, place);
    }
    this.keep(Object.fromEntries([...this.places].slice(-mostPlaces)));
  }
}
