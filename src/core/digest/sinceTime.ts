const units: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `90m`, `2h`, `3d` before now, or a date as `2026-11-23` or `2026-11-23T08:00`; null for anything else. */
export function sinceTime(text: string, now: Date): Date | null {
  const span = /^(\d{1,5})([mhd])$/.exec(text.trim());
  if (span !== null) {
    return new Date(now.getTime() - Number(span[1]) * (units[span[2] ?? ''] ?? 0));
  }
  const date = /^\d{4}-\d{2}-\d{2}(T[\d:.]+(Z|[+-]\d{2}:\d{2})?)?$/.test(text.trim()) ? new Date(text.trim()) : null;
  return date === null || Number.isNaN(date.getTime()) ? null : date;
}
