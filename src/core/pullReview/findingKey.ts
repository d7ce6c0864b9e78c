import type { Finding } from '../../protocol';

/** What a finding is known by in the journal. */
export function findingKey({ file, line, lens, text }: Finding): string {
  return JSON.stringify([file, line, lens, text.slice(0, 500)]);
}
