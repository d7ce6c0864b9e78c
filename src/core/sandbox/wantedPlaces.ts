/** Places that a `sandbox.json` names, as it writes them, and whether it keeps commands from home folders. */
export interface WantedPlaces {
  reads: readonly string[];
  writes: readonly string[];
  isNarrow: boolean;
}

export const noPlaces: WantedPlaces = { reads: [], writes: [], isNarrow: false };

const most = 50;

/** Of the value of the file. What is no list of texts is empty; a boundary that is not known is the narrow one. */
export function wantedPlaces(json: Readonly<Record<string, unknown>>): WantedPlaces {
  const { readBoundary } = json;
  return {
    reads: [...textsOf(json['additionalReadonlyPaths']), ...textsOf(json['additionalReadPaths'])],
    writes: textsOf(json['additionalReadwritePaths']),
    isNarrow: readBoundary !== undefined && readBoundary !== 'system',
  };
}

/** What may be read and written counts from files that count; what is kept back, from all. */
export function joinedPlaces(all: readonly { places: WantedPlaces; counts: boolean }[]): WantedPlaces {
  const counting = all.filter(({ counts }) => counts).map(({ places }) => places);
  return {
    reads: counting.flatMap(({ reads }) => reads),
    writes: counting.flatMap(({ writes }) => writes),
    isNarrow: all.some(({ places }) => places.isNarrow),
  };
}

export function namesPlaces({ reads, writes }: WantedPlaces): boolean {
  return reads.length + writes.length > 0;
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value)
    ? value.filter((text): text is string => typeof text === 'string' && text !== '').slice(0, most)
    : [];
}
