import type { Translate } from '../translate';

/** What was found of one thing that agents need. */
export interface Finding {
  about: 'git' | 'repository' | 'sandbox' | 'disk' | 'node' | 'model' | 'data' | 'agent' | 'setting';
  /** `warning`: it works, but less well. `error`: it stands in the way of every agent. */
  level: 'ok' | 'warning' | 'error';
  /** What was looked at, with what was found. */
  label: string;
  /** What is wrong and what would change it; when all is well, how that is known, or nothing. */
  fix: string;
  /** The act that changes it, where there is one; each surface has its own way to it. */
  next?: 'initializeRepository' | 'connectModel';
}

const badness = { error: 0, warning: 1, ok: 2 };

/** What is wrong is read first; the rest stays in its order. */
export function worstFirst(findings: readonly Finding[]): Finding[] {
  return [...findings].sort((a, b) => badness[a.level] - badness[b.level]);
}

/** `2 of 9 need a look`. */
export function findingsSummary(findings: readonly Finding[], t: Translate): string {
  const wrong = findings.filter(({ level }) => level !== 'ok').length;
  if (wrong === 0) {
    return t('All is well');
  }
  return wrong === 1
    ? t('1 of {0} needs a look', findings.length)
    : t('{0} of {1} need a look', wrong, findings.length);
}

export function standsInTheWay(findings: readonly Finding[]): boolean {
  return findings.some(({ level }) => level === 'error');
}
