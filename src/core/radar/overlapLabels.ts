import type { LineRange, Overlap, OverlapKind, OverlapWith, SymbolClash } from '../../protocol';
import type { Translate } from '../translate';

/** `2 conflicts`, or `1 warning` where nothing conflicts; empty when there is neither. A file counts once for each other side. */
export function overlapBadge(overlaps: readonly OverlapWith[], t: Translate): string {
  const conflicts = overlaps.reduce((sum, each) => sum + each.conflicts.length, 0);
  const warnings = overlaps.reduce((sum, each) => sum + each.clashes.length, 0);
  if (conflicts > 0) {
    return conflicts === 1 ? t('1 conflict') : t('{0} conflicts', conflicts);
  }
  return warnings === 0 ? '' : warnings === 1 ? t('1 warning') : t('{0} warnings', warnings);
}

/** A line for each place, with the other side: `a.ts:3-5 with “Fix the login”`. */
export function overlapLines(overlaps: readonly OverlapWith[], t: Translate): string[] {
  return overlaps.flatMap((each) => [
    ...each.conflicts.map((overlap) => t('{0} with {1}', overlapPlace(overlap, t), otherLabel(each, t))),
    ...each.clashes.map((clash) => t('{0} ({1})', clashLabel(clash, t), otherLabel(each, t))),
  ]);
}

/** The other side in a sentence. */
export function otherLabel({ other, title }: OverlapWith, t: Translate): string {
  return other === null ? t('your checkout') : t('“{0}”', title);
}

/** `a.ts:3-5, 9`, or `a.ts (deleted by one, changed by the other)`. */
export function overlapPlace({ path, kind, places }: Overlap, t: Translate): string {
  const lines = places.map(({ mine }) => linesLabel(mine));
  return kind === 'lines' && lines.length > 0
    ? `${path}:${lines.join(', ')}`
    : t('{0} ({1})', path, kindLabel(kind, t));
}

/** `3`, `3-5`; of no lines the one that they would stand before. */
export function linesLabel({ from, count }: LineRange): string {
  return count <= 1 ? String(from) : `${from}-${from + count - 1}`;
}

const kindLabels: Record<OverlapKind, (t: Translate) => string> = {
  lines: (t) => t('changed by both'),
  binary: (t) => t('binary, changed by both'),
  added: (t) => t('added by both'),
  deleted: (t) => t('deleted by one, changed by the other'),
  renamed: (t) => t('renamed'),
  kind: (t) => t('another kind of file on each side'),
  submodule: (t) => t('submodule, changed by both'),
};

function kindLabel(kind: OverlapKind, t: Translate): string {
  return kindLabels[kind](t);
}

/** That an agent was told of so many places. */
export function toldLabel({ places }: { places: number }, t: Translate): string {
  return places === 1
    ? t('Was told of 1 place that others change too')
    : t('Was told of {0} places that others change too', places);
}

/** `parse of a.ts was changed, used in b.ts:12`. */
export function clashLabel({ name, change, definedIn, usedIn, line }: SymbolClash, t: Translate): string {
  return change === 'removed'
    ? t('{0} of {1} is removed, but used in {2}:{3}', name, definedIn, usedIn, line)
    : t('{0} of {1} is changed, and used in {2}:{3}', name, definedIn, usedIn, line);
}
