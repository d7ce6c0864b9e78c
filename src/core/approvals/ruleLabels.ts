import type { AllowedCommand } from '../../protocol';
import type { Translate } from '../translate';
import type { PermissionFile } from './approvalPorts';

/** `npm run build …`: a rule as its words, with what may follow them. */
export function ruleText({ rule }: Pick<AllowedCommand, 'rule'>): string {
  const words = rule.words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : JSON.stringify(word)));
  return [...words, ...(rule.match === 'prefix' ? ['…'] : [])].join(' ');
}

export function allowedLabel({ rule, effect }: AllowedCommand, t: Translate): string {
  const how = rule.match === 'exact' ? t('exactly these words') : t('whatever follows these words');
  return effect === 'network' ? t('{0}, with network access', how) : how;
}

/** What a file says, and whether it counts. */
export function permissionsLabel({ place, counts, permissions }: PermissionFile, t: Translate): string {
  const { allow, allowWrite, allowHosts, deny, denyWrite, denyRead, denyHosts, places } = permissions;
  const numbers = t(
    'allows {0}, forbids {1}',
    allow.length + allowWrite.length + allowHosts.length + places.reads.length + places.writes.length,
    deny.length + denyWrite.length + denyRead.length + denyHosts.length + (places.isNarrow ? 1 : 0),
  );
  if (place === 'user') {
    return t('yours: {0}', numbers);
  }
  return counts ? t('allowed by you as it is now: {0}', numbers) : t('{0}; what it allows does not count yet', numbers);
}
