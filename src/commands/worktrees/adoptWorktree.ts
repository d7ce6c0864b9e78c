import type { KnownWorktree } from '../../app/worktrees/worktreeCare';
import { runCommand } from '../../host/commandRegistrar';
import { showError } from '../../host/errorNotice';
import { confirm, withProgress } from '../../host/messages';
import { settings } from '../../host/settings';
import { t } from '../../host/translate';
import type { EngineChoice } from '../../protocol';
import type { CommandDeps } from '../commandDeps';
import { usualEngine } from '../launch/engineChoice';

/** Makes a task of another program's worktree after a yes, and shows it. */
export async function adoptWorktree(deps: CommandDeps, worktree: KnownWorktree): Promise<void> {
  const { services, log } = deps;
  const { path, root } = worktree;
  const { verify, alsoVerify } = await services.drafts.proposeCheck(root);
  const detail = [
    path,
    t('All that differs from your branch becomes the change of an agent: you can review, apply and discard it.'),
    t('Its files, branch and index stay as they are. Make sure that no other program works in it any more.'),
    verify === null ? t('No check was found, so it will be unverified.') : t('Checked by: {0}', verify),
  ].join('\n\n');
  if (!(await confirm(t('Adopt this worktree?'), detail, t('Adopt')))) {
    return;
  }
  const engine = await usualEngine(deps);
  const { task } = await withProgress(t('Looking at {0}', path), () =>
    services.adoptions.adopt(worktree, {
      engine: engine?.kind === 'model' ? engine : nobody,
      verify,
      checks: alsoVerify.map((command) => ({ kind: 'command', command })),
      isolation: settings.isolation,
      sandboxLimits: settings.sandboxLimits,
      approve: 'ask',
      approvals: settings.approvals,
      limits: settings.limits,
      budget: settings.budgets.settings.task,
      diagnostics: settings.diagnostics,
    }),
  );
  services.fleet.submit(task.id).catch((error: unknown) => showError(error, log));
  await runCommand('openTask', task.id);
}

/** Where no model is connected the work is only looked at and checked. */
const nobody: EngineChoice = { kind: 'command', command: 'true' };
