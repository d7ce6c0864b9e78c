import type { Rule } from '../../protocol';

export type RuleTarget = 'mdc' | 'agents';

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

/** Whether nothing is lost: `AGENTS.md` always applies and has no description. */
export function canConvert({ mode, path }: Pick<Rule, 'mode' | 'path'>, target: RuleTarget): boolean {
  return target === 'mdc'
    ? !path.endsWith('.mdc')
    : (mode === 'always' || mode === 'folder') && !path.endsWith('AGENTS.md');
}

/** The rule as an `.mdc` file in the rules folder of its folder, or in the `AGENTS.md` of its folder. */
export function convertRule({ path, folder, mode, globs, description, text }: Rule, target: RuleTarget): ConvertedRule {
  const top = folder === '' ? '' : `${folder}/`;
  if (target === 'agents') {
    return { path: `${top}AGENTS.md`, text: `${text}\n`, isAppended: true };
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
