/** Times of the day in minutes; `from` may be after `to`, over midnight. */
export interface QuietHours {
  from: number;
  to: number;
}

const form = /^\s*([01]?\d|2[0-3]):([0-5]\d)\s*[-–]\s*([01]?\d|2[0-4]):([0-5]\d)\s*$/;

/** `22:00-07:00`; null for an empty or another text, and for an empty span. */
export function givenQuietHours(text: string): QuietHours | null {
  const match = form.exec(text);
  const [hours = 0, minutes = 0, toHours = 0, toMinutes = 0] = (match?.slice(1) ?? []).map(Number);
  const [from, to] = [hours * 60 + minutes, toHours * 60 + toMinutes];
  return match === null || to > 1440 || from === to % 1440 ? null : { from, to: to % 1440 };
}

/** By the clock on the wall of this machine. */
export function isQuiet(quiet: QuietHours | null, now: Date): boolean {
  if (quiet === null) {
    return false;
  }
  const minute = now.getHours() * 60 + now.getMinutes();
  const { from, to } = quiet;
  return from < to ? minute >= from && minute < to : minute >= from || minute < to;
}
