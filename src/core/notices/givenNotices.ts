import { type NoticeKind, type NoticeWhen, noticeWhens } from './noticeState';
import { type Tone, tones } from './tone';

/** What a setting says for each kind; what is absent or something else counts as the default. */
export function givenWhen(value: unknown): Record<NoticeKind, NoticeWhen> {
  return forEachKind(value, noticeWhens, 'always');
}

export function givenTones(value: unknown): Record<NoticeKind, Tone> {
  return forEachKind(value, tones, 'none');
}

function forEachKind<T extends string>(value: unknown, known: readonly T[], fallback: T): Record<NoticeKind, T> {
  const given = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  const of = (kind: NoticeKind): T => known.find((one) => one === given[kind]) ?? fallback;
  return { waiting: of('waiting'), complete: of('complete'), failed: of('failed'), conflict: of('conflict') };
}
