/** Times of the day in minutes; `from` may be after `to`, over midnight. */
export interface QuietHours {
  from: number;
  to: number;
}

/** `22:00-07:00`; null for an empty or another text, and for an empty span. */
export function givenQuietHours(text: string): QuietHours | null {
  const match = /^\s*(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})\s*$/.exec(text);
  const [hours = 24, minutes = 60, toHours = 24, toMinutes = 60] = (match?.slice(1) ?? []).map(Number);
  if (hours > 23 || minutes > 59 || toHours > 24 || toMinutes > 59 || toHours * 60 + toMinutes > 1440) {
    return null;
  }
  const [from, to] = [hours * 60 + minutes, (toHours * 60 + toMinutes) % 1440];
  return from === to ? null : { from, to };
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
