import * as vscode from 'vscode';
import type { ForgeKind } from '../protocol';
import type { SecretKeys } from './keptValues';
import { t } from './translate';
import { askText } from './askText';

const editorsOwn = 'github.com';

/** Who the person is at a forge: VS Code's own account at github.com, elsewhere a token that is kept for that host alone. */
export class ForgeSignIn {
  /** Sign-ins that the forge did not accept any more: the next time a new one is asked for. */
  private readonly refused = new Set<string>();

  constructor(private readonly secrets: SecretKeys) {}

  readonly token = async (host: string, kind: ForgeKind, how: 'ask' | 'quietly'): Promise<string | undefined> => {
    if (host === editorsOwn && kind === 'github' && (await this.kept(host)) === undefined) {
      return this.account(how);
    }
    return (await this.kept(host)) ?? (how === 'ask' ? this.ask(host, kind) : undefined);
  };

  /** The forge said that the sign-in is not accepted. */
  async refuse(host: string): Promise<void> {
    this.refused.add(host);
    await this.secrets.delete(keyOf(host));
  }

  private async account(how: 'ask' | 'quietly'): Promise<string | undefined> {
    const isRefused = this.refused.has(editorsOwn);
    const options: vscode.AuthenticationGetSessionOptions =
      how === 'quietly'
        ? { silent: true }
        : isRefused
          ? { forceNewSession: { detail: t('GitHub did not accept the sign-in any more.') } }
          : { createIfNone: true };
    const session = await vscode.authentication.getSession('github', ['repo'], options);
    if (how === 'ask') {
      this.refused.delete(editorsOwn);
    }
    return session?.accessToken;
  }

  private kept(host: string): Promise<string | undefined> {
    return this.secrets.get(keyOf(host));
  }

  private async ask(host: string, kind: ForgeKind): Promise<string | undefined> {
    const given = await askText({
      title: t('Sign In to {0}', host),
      prompt:
        kind === 'gitlab'
          ? t('Personal access token with the scope api. It is kept in the secret storage and sent to {0} alone.', host)
          : t(
              'Personal access token that may read and write pull requests. It is kept in the secret storage and sent to {0} alone.',
              host,
            ),
      password: true,
    });
    const token = given?.trim() ?? '';
    if (token === '') {
      throw new vscode.CancellationError();
    }
    await this.secrets.set(keyOf(host), token);
    this.refused.delete(host);
    return token;
  }
}

function keyOf(host: string): string {
  return `forge:${host}`;
}
