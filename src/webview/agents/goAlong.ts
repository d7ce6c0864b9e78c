const steps = {
  rows: { ArrowDown: 1, ArrowUp: -1 },
  columns: { ArrowRight: 1, ArrowLeft: -1 },
} as const;

/** Arrow keys, Home and End go from one of what `selector` means to the next in sight; to be called where all of them are. */
export function goAlong(event: KeyboardEvent, selector: string, along: keyof typeof steps): void {
  const from = event.target instanceof Element ? event.target : null;
  const list = event.currentTarget;
  if (from === null || !(list instanceof Element) || !from.matches(selector)) {
    return;
  }
  const all = [...list.querySelectorAll<HTMLElement>(selector)].filter((each) => each.checkVisibility());
  const step = (steps[along] as Partial<Record<string, number>>)[event.key];
  const ends: Partial<Record<string, number>> = { Home: 0, End: all.length - 1 };
  const target = step === undefined ? ends[event.key] : all.findIndex((each) => each === from) + step;
  const next = target === undefined ? undefined : all[target];
  if (next !== undefined) {
    event.preventDefault();
    next.focus();
  }
}
