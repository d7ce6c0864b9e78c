import type * as vscode from 'vscode';
import { asideParents, asidePrefix } from '../adapters/git/objects/asideObjects';
import { removeStaleFolders } from '../adapters/process/staleFolders';
import { KnownPulls } from '../app/pulls/knownPulls';
import { MoveWatch } from '../providers/moveWatch';
import { PullWatch } from '../providers/pullWatch';
import { RadarWatch } from '../providers/radarWatch';
import { realFolders } from '../providers/realFolders';
import type { WindowServices } from './windowServices';

/** Looks at repositories while agents run: whether branches and pull requests move on, and where changes of agents meet, who are told. */
export function watchRepositories(
  { subscriptions }: vscode.ExtensionContext,
  built: WindowServices,
): { moves: MoveWatch; pulls: PullWatch } {
  const { services, git, overlapTelling, forge, clock, log } = built;
  for (const parent of asideParents) {
    removeStaleFolders(parent, asidePrefix).catch((error: unknown) =>
      log.info(`Not tidied, ${parent}: ${String(error)}`),
    );
  }
  const radarWatch = new RadarWatch({ ...services, folders: realFolders, log });
  const onHead = (): void => {
    radarWatch.checkoutChanged();
    realFolders().then(
      (folders) => folders.forEach((folder) => services.spares.follow(folder)),
      (error: unknown) => log.warn(`No spare worktree was brought up to date: ${String(error)}`),
    );
  };
  const moves = new MoveWatch({ ...services, git, log, onHead });
  const { requests, sets } = forge.pulls;
  const known = new KnownPulls({ store: services.store, requests, sets, clock, log });
  const pulls = new PullWatch({ ...services, known, requests, log });
  subscriptions.push(moves.start(), pulls.start(), radarWatch.start(), overlapTelling.start());
  return { moves, pulls };
}
