import type { Progress, Request, SetupList } from '../../protocol';
import type { Translate } from '../translate';

type SetupRequest = Extract<Request, { kind: 'setup' }>;

/** All of the list's commands, to be made one line by the caller. */
export function setupSubject({ steps }: Pick<SetupList, 'steps'>): string {
  return steps.join('; ');
}

/** What the task waits for, as a clause. */
export function setupWaitLabel({ list }: SetupRequest, subject: string, t: Translate): string {
  return list.kind === 'install' ? t('install dependencies: {0}', subject) : t('allow its setup: {0}', subject);
}

export function setupQuestion({ list }: SetupRequest, subject: string, t: Translate): string {
  return list.kind === 'install'
    ? t('install dependencies with "{0}"?', subject)
    : t('run the setup of its repository, "{0}"?', subject);
}

export function setupTitle({ list }: SetupRequest, t: Translate): string {
  return list.kind === 'install' ? t('Install the dependencies') : t('Run the setup of the repository');
}

/** Where the commands stand, and that a person has not seen them before in this form. */
export function setupSentence({ list }: SetupRequest, t: Translate): string {
  if (list.renews !== undefined) {
    return t('{0} has changed, and {1} is from before. This would bring it up to date:', list.source, list.makes ?? '');
  }
  return list.kind === 'install'
    ? t('{0} is here, but {1} is not. This would make it, with network access:', list.source, list.makes ?? '')
    : t('{0} wants these commands run in each new worktree:', list.source);
}

/** What will be run, whole. */
export function setupText({ steps, script }: SetupList): string {
  return script === undefined ? steps.join('\n') : `${steps.join('\n')}\n\n${script}`;
}

/** `Setting up — step 2/3: npm ci`. `command` is one line. */
export function setupStepLabel(
  { of, step, steps }: Extract<Progress, { kind: 'setup' }>,
  command: string,
  t: Translate,
): string {
  return of === 'install'
    ? t('Installing dependencies: {0}', command)
    : t('Setting up — step {0}/{1}: {2}', step, steps, command);
}
