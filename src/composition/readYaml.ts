import type { YamlResult } from '../core/rules/rulesPorts';

/** Loaded when the first rule is written in YAML. */
export async function readYaml(text: string): Promise<YamlResult> {
  return (await import('../adapters/yaml/readYaml')).readYaml(text);
}
