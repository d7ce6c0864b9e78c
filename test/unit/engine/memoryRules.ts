import { ruleFormOf } from '../../../src/core/rules/ruleNames';
import type { Included, RuleFiles, RuleTexts, YamlResult } from '../../../src/core/rules/rulesPorts';

/** Rule files in memory: those at the top, and `AGENTS.md` in folders. */
export class MemoryRules implements RuleFiles {
  constructor(private readonly content: ReadonlyMap<string, string>) {}

  top() {
    return Promise.resolve(this.texts((path) => ruleFormOf(path)?.folder === ''));
  }

  along(folder: string) {
    return Promise.resolve(
      this.texts((path) => {
        const held = ruleFormOf(path)?.folder ?? '';
        return held !== '' && (folder === held || folder.startsWith(`${held}/`));
      }),
    );
  }

  include(path: string): Promise<Included> {
    const text = this.content.get(path);
    return Promise.resolve(text === undefined ? null : { text });
  }

  readYaml(): Promise<YamlResult> {
    return Promise.resolve({ line: 1, message: 'There is no YAML here.' });
  }

  private texts(isWanted: (path: string) => boolean): RuleTexts {
    const files = [...this.content].filter(([path]) => isWanted(path)).map(([path, text]) => ({ path, text }));
    return { files, problems: [] };
  }
}
