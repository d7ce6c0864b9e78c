/** The folder of a repository's rules; a file of this name is the older form, one YAML document. */
export const rulesFolder = '.cursor/rules';

/** What the rules of one's own begin with, wherever the folder is. */
export const userPrefix = '~/';

/** What the rules of the team begin with, wherever their folder is. They come before those of the repository. */
export const teamPrefix = '@team/';

/** Whether a rule is in no repository, so that the agent can't read its file. */
export function isOutside(path: string): boolean {
  return path.startsWith(userPrefix) || path.startsWith(teamPrefix);
}

/** Rule files of one text at the top of a repository, in order of precedence after the rules folder. */
export const topNames = [
  'AGENTS.md',
  'CLAUDE.md',
  'GEMINI.md',
  '.github/copilot-instructions.md',
  '.clinerules',
  '.cursorrules',
] as const;

/** Rule files that also stand in other folders, for what is below them. */
export const nestedNames = ['AGENTS.md', 'CLAUDE.md', 'GEMINI.md'] as const;

export type RuleForm = 'front-matter' | 'yaml' | 'plain';

/** How a rule file is read and which folder it holds for; null for a path that is no rule file. */
export function ruleFormOf(path: string): { form: RuleForm; folder: string } | null {
  const inside = /^(?:(.+)\/)?\.cursor\/rules(\/.+)?$/.exec(path);
  if (inside !== null) {
    const folder = inside[1] ?? '';
    if (inside[2] === undefined) {
      return { form: 'yaml', folder };
    }
    return /\.(mdc|md)$/i.test(path) ? { form: 'front-matter', folder } : null;
  }
  if (isOutside(path)) {
    return { form: formOutside(path), folder: '' };
  }
  const isTop = topNames.some((name) => path === name) || /^\.clinerules\/[^/]+\.(md|txt)$/.test(path);
  const nested = /^(.+)\/([^/]+)$/.exec(path);
  if (isTop) {
    return { form: 'plain', folder: '' };
  }
  return nested !== null && nestedNames.some((name) => name === nested[2])
    ? { form: 'plain', folder: nested[1] ?? '' }
    : null;
}

/** The team's folder may have files of one text at its top, as a repository has. */
function formOutside(path: string): RuleForm {
  return nestedNames.some((name) => path === `${teamPrefix}${name}`) ? 'plain' : 'front-matter';
}

/** What a person writes after `@` to have a rule: its file's name without the ending. */
export function ruleName(path: string): string {
  return (path.split('/').at(-1) ?? '').replace(/\.(mdc|md)$/i, '');
}
