import type { YamlResult } from '../../core/rules/rulesPorts';
import { readLinedYaml } from './readLinedYaml';

/** Reads one YAML document, as `readLinedYaml` does, for who needs its value alone. */
export function readYaml(text: string): YamlResult {
  const read = readLinedYaml(text);
  return 'value' in read ? { value: read.value } : read;
}
