import type { CommandRule } from '../../protocol';
import type { Translate } from '../translate';
import { visibleText } from './visibleText';

/** What a rule would allow from then on, with each of its words as it is, and nothing in them that could hide. */
export function ruleOffer({ words, match }: CommandRule, t: Translate): string {
  const text = words.map(quoted).join(' ');
  return match === 'exact'
    ? t('Always allow exactly {0} in this repository', text)
    : t('Always allow what begins with {0} in this repository', text);
}

/** A word that could be taken for two, or for none, stands in quotes. */
function quoted(word: string): string {
  const text = visibleText(word)
    .map((part) => part.text)
    .join('');
  return /^[\w@%+=:,./-]+$/.test(text) ? text : JSON.stringify(text);
}
