import { StoreError } from '../../core/errors';

/** What a failed operation on the data directory is called, by its system error code. */
const causes = {
  ENOSPC: ['disk-full', 'the disk is full'],
  EDQUOT: ['disk-full', 'the disk quota is used up'],
  EFBIG: ['disk-full', 'a file may not grow any more'],
  EIO: ['disk-full', 'the disk reported an error'],
  EACCES: ['not-writable', 'permission was denied'],
  EPERM: ['not-writable', 'permission was denied'],
  EROFS: ['not-writable', 'the disk is read-only'],
} as const;

const hints = {
  'disk-full': 'Make room on the disk, then run the task again; nothing that was recorded is lost.',
  'not-writable': 'Make the data directory writable for you, or choose another one.',
};

/** `action` completes “Cannot …”, such as `write the journal of a task`. */
export function toStoreError(error: unknown, action: string): StoreError {
  if (error instanceof StoreError) {
    return error;
  }
  const known = causes[codeOf(error) as keyof typeof causes] as (typeof causes)[keyof typeof causes] | undefined;
  if (known === undefined) {
    const why = error instanceof Error ? error.message : String(error);
    return new StoreError('failed', `Cannot ${action}: ${why}.`, { cause: error });
  }
  const [reason, why] = known;
  return new StoreError(reason, `Cannot ${action}: ${why}.`, { cause: error, hint: hints[reason] });
}

export function isMissing(error: unknown): boolean {
  return codeOf(error) === 'ENOENT';
}

export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
