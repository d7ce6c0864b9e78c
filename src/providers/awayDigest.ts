import * as vscode from 'vscode';
import type { Digests } from '../app/notices/digests';
import { isNews } from '../core/digest/digest';
import { digestSummary } from '../core/digest/digestWords';
import { durationLabel } from '../core/labels/labels';
import type { Presence } from '../core/notices/noticePorts';
import type { Clock, Log } from '../core/ports';
import { runCommand } from '../host/commandRegistrar';
import { tellInfo } from '../host/messages';
import { settings } from '../host/settings';
import { t } from '../host/translate';

interface AwayDigestDeps {
  digests: Pick<Digests, 'since'>;
  presence: Presence;
  clock: Pick<Clock, 'now'>;
  log: Log;
}

const noteEveryMs = 60_000;
const minuteMs = 60_000;

/** Whether a person uses this window now. */
export function isUsed(): boolean {
  const { focused, active } = vscode.window.state;
  return focused && active;
}

/**
 * Offers a digest to a person who comes back after a while, in whichever window, when something happened meanwhile. How
 * long they were away is measured over all windows.
 */
export class AwayDigest {
  /** When the person last left, for who asks for the digest. */
  since: Date | null = null;
  private notedAtMs = 0;

  constructor(private readonly deps: AwayDigestDeps) {}

  start(): vscode.Disposable {
    const look = () => this.look();
    look();
    const timer = setInterval(look, noteEveryMs);
    return vscode.Disposable.from(
      vscode.window.onDidChangeWindowState(look),
      new vscode.Disposable(() => clearInterval(timer)),
    );
  }

  /** Tells what happened since then, if something did. */
  async offer(since: Date): Promise<void> {
    const digest = await this.deps.digests.since(since, t);
    if (!isNews(digest)) {
      return;
    }
    this.since = since;
    const away = durationLabel(Date.parse(digest.until) - since.getTime(), t);
    const show = t('Show');
    const sentence = t('While you were away ({0}): {1}.', away, digestSummary(digest, t));
    if ((await tellInfo(sentence, show)) === show) {
      await runCommand('showDigest');
    }
  }

  private look(): void {
    const { clock, log } = this.deps;
    const nowMs = clock.now().getTime();
    if (isUsed() && nowMs - this.notedAtMs >= noteEveryMs) {
      this.notedAtMs = nowMs;
      this.comeBack().catch((error: unknown) => log.error('What happened meanwhile could not be told.', error));
    }
  }

  private async comeBack(): Promise<void> {
    const { presence, clock } = this.deps;
    const now = clock.now();
    const before = await presence.lastSeen();
    await presence.isHere(now);
    const after = settings.digestAfterMinutes;
    if (before !== null && after > 0 && now.getTime() - before.getTime() >= after * minuteMs) {
      await this.offer(before);
    }
  }
}
