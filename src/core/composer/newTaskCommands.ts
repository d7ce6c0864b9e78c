import type { ComposerDraft, NewTaskOptions } from '../../protocol';
import { type LaunchCommand, launchCommands } from '../launch/launchLabels';
import type { Translate } from '../translate';
import { budgetIn } from './budgetWords';
import type { SlashCommand } from './slashCommands';

/** What can be written as `/name` in the box for a new task, in the order of the alphabet. */
export function newTaskCommands({ given, options }: ComposerDraft, t: Translate): SlashCommand[] {
  const inMode = (mode: 'plan' | 'ask', summary: string): SlashCommand => ({
    name: mode,
    summary,
    option: (rest) => (rest === '' ? { mode } : null),
    request: (rest) =>
      rest === ''
        ? null
        : { type: 'startTask', draft: { text: rest, given, options: { ...options, mode } }, isShown: false },
  });
  const setting = (name: string, summary: string, option: (rest: string) => NewTaskOptions | null): SlashCommand => ({
    name,
    summary,
    option,
    request: () => null,
  });
  const launch = ({ name, summary }: LaunchCommand): SlashCommand => ({
    name,
    summary,
    request: (rest) =>
      rest === '' ? null : { type: 'startTask', draft: { text: `/${name} ${rest}`, given, options }, isShown: false },
  });
  const commands = [
    inMode('ask', t('Ask about the code; nothing is changed')),
    setting('budget', t('Limit it: 2.50 dollars, 500k tokens, 30 min'), (rest) => {
      const budget = budgetIn(rest);
      return budget === null ? null : { budget };
    }),
    inMode('plan', t('Plan first; you approve the plan')),
    setting('verify', t('The command that has to succeed, or none'), (rest) =>
      rest === '' ? null : { verify: rest === 'none' ? '' : rest.slice(0, 2000) },
    ),
    ...launchCommands(t).map(launch),
  ];
  return commands.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}
