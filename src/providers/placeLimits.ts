import type * as vscode from 'vscode';
import type { Log } from '../core/ports';
import { showError } from '../host/errorNotice';
import { onSettingsChange, settings } from '../host/settings';
import type { PlaceLimits } from '../protocol';

/** Hands on how many tasks may run to all that share the data directory, now and whenever it changes. */
export function keepPlaceLimits(write: (limits: PlaceLimits) => Promise<void>, log: Log): vscode.Disposable {
  const hand = (): Promise<unknown> => write(settings.placeLimits).catch((error: unknown) => showError(error, log));
  void hand();
  return onSettingsChange(() => void hand());
}
