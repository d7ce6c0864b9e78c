/** The calendar day where the person is, as `2026-01-31`. */
export function localDay(at: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

/** How much of that day is over; on a day that a clock is changed, by what clocks on walls show. */
export function msOfLocalDay(at: Date): number {
  return ((at.getHours() * 60 + at.getMinutes()) * 60 + at.getSeconds()) * 1000 + at.getMilliseconds();
}
