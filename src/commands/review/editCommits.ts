import * as vscode from 'vscode';
import { type MessageStyle, subjectOf } from '../../core/landing/messageStyle';
import { plainText } from '../../core/labels/plainText';
import { askText } from '../../host/askText';
import { t } from '../../host/translate';
import type { LandCommit } from '../../protocol';

interface CommitPick extends vscode.QuickPickItem {
  /** Absent for the row that takes the list as it is. */
  at?: number;
}

type Act = 'accept' | 'edit' | 'up' | 'join';

/** Shows commits as a list in which messages are edited, and commits moved up and joined; undefined when it was closed. */
export async function editCommits(
  drafted: readonly LandCommit[],
  style: MessageStyle,
): Promise<LandCommit[] | undefined> {
  let commits = [...drafted];
  for (;;) {
    const chosen = await choose(commits);
    if (chosen === undefined) {
      return undefined;
    }
    if (chosen.at === undefined) {
      return commits;
    }
    commits = chosen.act === 'edit' ? await edited(commits, chosen.at, style) : moved(commits, chosen.at, chosen.act);
  }
}

function buttons(): Record<Exclude<Act, 'accept'>, vscode.QuickInputButton> {
  return {
    edit: { iconPath: new vscode.ThemeIcon('edit'), tooltip: t('Edit Message') },
    up: { iconPath: new vscode.ThemeIcon('arrow-up'), tooltip: t('Move Up') },
    join: { iconPath: new vscode.ThemeIcon('fold-up'), tooltip: t('Join with the One Above') },
  };
}

function rows(commits: readonly LandCommit[], { edit, up, join }: ReturnType<typeof buttons>): CommitPick[] {
  return [
    { label: `$(check) ${t('Go on with these {0} commits', commits.length)}`, alwaysShow: true },
    ...commits.map(({ message, paths = [] }, at) => ({
      label: `$(git-commit) ${plainText(subjectOf(message))}`,
      detail: plainText(paths.join(', ')),
      buttons: at === 0 ? [edit] : [edit, up, join],
      at,
    })),
  ];
}

function choose(commits: readonly LandCommit[]): Promise<{ at?: number; act: Act } | undefined> {
  const offered = buttons();
  const pick = vscode.window.createQuickPick<CommitPick>();
  pick.title = t('Commits by topic, the first one first');
  pick.placeholder = t('Choose a commit to edit its message; its buttons move and join it');
  pick.ignoreFocusOut = true;
  pick.items = rows(commits, offered);
  return new Promise((resolve) => {
    const end = (result: { at?: number; act: Act } | undefined): void => {
      resolve(result);
      pick.dispose();
    };
    pick.onDidAccept(() => {
      const at = pick.activeItems[0]?.at;
      end(at === undefined ? { act: 'accept' } : { at, act: 'edit' });
    });
    pick.onDidTriggerItemButton(({ item: { at }, button }) => {
      const act = (['edit', 'up', 'join'] as const).find((name) => offered[name] === button);
      if (at !== undefined && act !== undefined) {
        end({ at, act });
      }
    });
    pick.onDidHide(() => end(undefined));
    pick.show();
  });
}

/** What stands below the subject stays. */
async function edited(commits: readonly LandCommit[], at: number, { maxSubject }: MessageStyle): Promise<LandCommit[]> {
  const message = commits[at]?.message ?? '';
  const subject = await askText({
    title: t('Commit message'),
    value: subjectOf(message),
    prompt: t('Subjects here have at most {0} characters', maxSubject),
    validateInput: (text) => (text.trim() === '' ? t('Write what the commit does.') : null),
  });
  const body = message.slice(subjectOf(message).length);
  return commits.map((commit, index) =>
    index === at && subject !== undefined ? { ...commit, message: `${subject}${body}` } : commit,
  );
}

/** `up`: in front of the one above; `join`: its paths go to that one, whose message stays. */
function moved(commits: readonly LandCommit[], at: number, act: Act): LandCommit[] {
  const [above, commit] = [commits[at - 1], commits[at]];
  if (above === undefined || commit === undefined) {
    return [...commits];
  }
  const pair =
    act === 'up' ? [commit, above] : [{ ...above, paths: [...(above.paths ?? []), ...(commit.paths ?? [])] }];
  return [...commits.slice(0, at - 1), ...pair, ...commits.slice(at + 1)];
}
