import * as vscode from 'vscode';
import type { FleetActs } from '../app/fleet/fleet';
import type { KnownMoves } from '../app/bases/knownMoves';
import type { TaskStore } from '../app/tasks/taskStore';
import { toErrorData } from '../core/errors';
import type { Disposable, Log } from '../core/ports';
import { canTryUpdate } from '../core/landing/updatable';
import { settings } from '../host/settings';

interface Deps {
  moves: KnownMoves;
  store: TaskStore;
  fleet: Pick<FleetActs, 'update'>;
  log: Log;
}

/**
 * Where the setting says so, tries the update of each complete task whose branch has moved: once for a commit, one after
 * the other as places are free. What can't be tried is offered like any other.
 */
export function tryUpdates({ moves, store, fleet, log }: Deps): Disposable {
  const begun = new Set<string>();
  return moves.onDidChange(() => {
    if (settings.updates !== 'try' || !vscode.workspace.isTrusted) {
      return;
    }
    for (const [taskId, move] of moves.current) {
      const view = store.current.get(taskId);
      const key = `${taskId} ${move.head}`;
      if (view !== undefined && canTryUpdate(view, move) && !begun.has(key)) {
        begun.add(key);
        fleet
          .update(taskId, 'try')
          .catch((error: unknown) =>
            log.warn(`An update of task ${taskId} was not tried: ${toErrorData(error).message}`),
          );
      }
    }
  });
}
