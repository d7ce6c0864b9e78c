import type { Usage } from '../../protocol';
import { compactNumber } from '../labels/compactNumber';
import type { Translate } from '../translate';

/**
 * Tokens as the provider counted them: `12.3k tokens in, 87% from its cache, 1.2k out`. Empty before the first answer; a
 * provider that read nothing from a cache, or does not say, has no share.
 */
export function usageLabel(usage: Usage, t: Translate): string {
  const input = usage.input + usage.cacheRead + usage.cacheWrite;
  if (input + usage.output === 0) {
    return '';
  }
  const [read, written] = [compactNumber(input), compactNumber(usage.output)];
  const percent = Math.floor((100 * usage.cacheRead) / input);
  if (usage.isEstimate === true) {
    return t('about {0} tokens in, {1} out (estimated)', read, written);
  }
  return usage.cacheRead === 0
    ? t('{0} tokens in, {1} out', read, written)
    : t('{0} tokens in, {1}% from its cache, {2} out', read, percent, written);
}
