/** A regular expression that matches exactly this text somewhere. */
export function containing(text: string): RegExp {
  return new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'i');
}

/** A regular expression that matches this text and nothing else. */
export function exactly(text: string): RegExp {
  return new RegExp(`^${containing(text).source}$`);
}
