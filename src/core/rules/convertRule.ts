import type { Rule } from '../../protocol';
import { rulesFolder } from './ruleNames';
import { yamlFromText } from './yamlFromText';

export type RuleTarget = 'mdc' | 'agents' | 'yaml';

/** A rule in another form. */
export interface ConvertedRule {
  /** Relative to the repository. */
  path: string;
  text: string;
  /** The text goes below what is there. */
  isAppended: boolean;
}

/** Names of files that say where they come from and not what they are about. */
const plainNames: Readonly<Record<string, string>> = {
  rules: 'project',
  '.cursorrules': 'project',
  '.clinerules': 'project',
  'copilot-instructions.md': 'project',
};

/** Whether nothing is lost: `AGENTS.md` and the YAML file always apply. */
export function canConvert({ mode, path }: Pick<Rule, 'mode' | 'path'>, target: RuleTarget): boolean {
  if (target === 'mdc') {
    return !path.endsWith('.mdc');
  }
  const isElsewhere = target === 'agents' ? !path.endsWith('AGENTS.md') : !`/${path}`.endsWith(`/${rulesFolder}`);
  return (mode === 'always' || mode === 'folder') && isElsewhere;
}

/**
 * The rule as an `.mdc` file in the rules folder of its folder, in the `AGENTS.md` of its folder, or as the one YAML file
 * that stands in the place of the rules folder.
 */
export function convertRule({ path, folder, mode, globs, description, text }: Rule, target: RuleTarget): ConvertedRule {
  const top = folder === '' ? '' : `${folder}/`;
  if (target === 'agents') {
    return { path: `${top}AGENTS.md`, text: `${text}\n`, isAppended: true };
  }
  if (target === 'yaml') {
    const about = description === '' ? '' : `# ${description}\n`;
    return { path: `${top}${rulesFolder}`, text: about + yamlFromText(text), isAppended: false };
  }
  const head = [
    ...(description === '' ? [] : [`description: ${description}`]),
    ...(globs.length === 0 ? [] : [`globs: ${globs.join(', ')}`]),
    `alwaysApply: ${mode === 'always' || (mode === 'folder' && description === '')}`,
  ];
  return {
    path: `${top}.cursor/rules/${nameOf(path)}.mdc`,
    text: ['---', ...head, '---', '', text, ''].join('\n'),
    isAppended: false,
  };
}

function nameOf(path: string): string {
  const name = path.split('/').at(-1) ?? '';
  return plainNames[name] ?? name.replace(/\.\w+$/, '').toLowerCase();
}
