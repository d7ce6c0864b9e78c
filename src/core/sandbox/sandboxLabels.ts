import type { EscapeAttempt, SandboxLimits, SandboxPlaces } from '../../protocol';
import type { Translate } from '../translate';

/** `It was tried: …`, with the limits that hold; empty for a report from before there was a self-test. */
export function sandboxDetails(
  report: {
    proved?: readonly EscapeAttempt[] | undefined;
    limits?: SandboxLimits | undefined;
    places?: SandboxPlaces | undefined;
  },
  t: Translate,
): string {
  const { proved = [], limits = {}, places } = report;
  const tried =
    proved.length === 0
      ? []
      : [t('Tried from inside, without success: {0}.', proved.map((attempt) => attemptLabel(attempt, t)).join(', '))];
  const held = limitLabels(limits, t);
  const most = held.length === 0 ? [] : [t('One command may use at most {0}.', held.join(', '))];
  return [...tried, ...most, ...(places === undefined ? [] : placesLabels(places, t))].join(' ');
}

function attemptLabel(attempt: EscapeAttempt, t: Translate): string {
  switch (attempt) {
    case 'outside':
      return t('writing outside the worktree');
    case 'repository':
      return t('changing the repository’s git data');
    case 'secrets':
      return t('reading what is hidden');
    case 'network':
      return t('reaching the network');
    case 'processes':
      return t('seeing other processes');
  }
}

/** What `sandbox.json` changes of what commands see. */
function placesLabels({ reads, writes, isNarrow, refused }: SandboxPlaces, t: Translate): string[] {
  return [
    ...(writes.length === 0 ? [] : [t('Written beside the worktree: {0}.', writes.join(', '))]),
    ...(isNarrow ? [t('Home folders and mounted disks are hidden.')] : []),
    ...(reads.length === 0 ? [] : [t('Readable nevertheless: {0}.', reads.join(', '))]),
    ...refused,
  ];
}

function limitLabels({ processes, memoryMb, fileMb }: SandboxLimits, t: Translate): string[] {
  return [
    ...(processes === undefined ? [] : [t('{0} processes', processes)]),
    ...(memoryMb === undefined ? [] : [t('{0} of memory', megabytes(memoryMb))]),
    ...(fileMb === undefined ? [] : [t('{0} for a file', megabytes(fileMb))]),
  ];
}

/** `8 GB`; `1.5 GB`; `512 MB`. */
export function megabytes(mb: number): string {
  return mb < 1024 ? `${mb} MB` : `${Math.round((mb / 1024) * 10) / 10} GB`;
}
