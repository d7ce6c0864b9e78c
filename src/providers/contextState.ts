import * as vscode from 'vscode';
import type { Connections } from '../app/models/connections';
import type { TaskStore } from '../app/tasks/taskStore';
import { groupOf } from '../core/views/taskGroups';
import { setContextKey } from '../host/contextKeys';

/** Keeps the context keys that menus and the sidebar's welcome texts ask for. */
export function keepContextKeys(store: TaskStore, connections: Connections): vscode.Disposable {
  const tellTasks = () => {
    const views = [...store.current.values()];
    setContextKey('hasTasks', views.length > 0);
    setContextKey(
      'hasWaiting',
      views.some((view) => groupOf(view) === 'waiting'),
    );
  };
  const tellModels = () => setContextKey('hasModel', connections.list().length > 0);
  tellTasks();
  tellModels();
  return vscode.Disposable.from(store.onDidChange(tellTasks), connections.onDidChange(tellModels));
}
