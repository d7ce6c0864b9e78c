import { oneLine } from '../labels/labels';
import type { Translate } from '../translate';
import type { FindingKind, TaskFinding } from './taskFinding';
import type { TaskOffer } from './taskOffers';

const longestQuote = 40;

/** One sentence: what a person who reads the task would ask back. */
export function findingLabel(finding: TaskFinding, text: string, t: Translate): string {
  const words = oneLine(text.slice(finding.start, finding.end), longestQuote);
  const other = oneLine(finding.other?.title ?? '', longestQuote);
  const labels: Record<FindingKind, () => string> = {
    question: () => t('This asks something: Ask Only answers it and changes nothing.'),
    architecture: () => t('Agents decide such questions badly: have the options laid out, and decide yourself.'),
    'state-machine': () => t('“{0}”: many states and edge cases. Approve a plan before it is built.', words),
    'many-files': () => t('“{0}”: more files than an agent keeps in view. Split it by folder.', words),
    several: () => t('“{0}” is another task: each as its own agent is checked and reviewed alone.', words),
    goal: () => t('“{0}”: say what would be different, or ask for a plan first.', words),
    vague: () => t('“{0}” can mean anything: say what should be different.', words),
    scope: () => t('Say which file or part it is about.'),
    criteria: () => t('Nothing says when it is done.'),
    check: () => t('No command checks the result.'),
    overlap: () => t('“{0}”: {1} is at the same files.', words, other),
    cost: () => t('It will probably use more than its budget.'),
  };
  return labels[finding.kind]();
}

export function offerLabel(offer: TaskOffer, t: Translate): string {
  switch (offer.kind) {
    case 'mode':
      return offer.mode === 'ask' ? t('Ask Only') : t('Plan First');
    case 'split':
      return t('Split into Agents');
    case 'criteria':
      return t('Add Acceptance Criteria');
    case 'scope':
      return t('Add a Scope');
    case 'check':
      return t('Check with {0}', offer.command);
  }
}
