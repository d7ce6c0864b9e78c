import type { EventBody, RunnerEvent } from '../../protocol';
import { rulesSection } from './ruleTexts';

type Loaded = Extract<EventBody, { type: 'rules.loaded' }>;

const none: Loaded = { type: 'rules.loaded', rules: [], leftOut: [], problems: [] };

/** The rules as they were read before the first request; null when that is still to come. */
export function loadedRules(events: readonly RunnerEvent[]): Loaded | null {
  for (const event of events) {
    if (event.type === 'rules.loaded') {
      return event;
    }
    if (event.type === 'model.request') {
      return none;
    }
  }
  return null;
}

/** What stands below the system prompt because of rules: the same for all requests of a task. */
export function standingRules(events: readonly RunnerEvent[]): string {
  const section = rulesSection(loadedRules(events) ?? none);
  return section === '' ? '' : `\n\n${section}`;
}
