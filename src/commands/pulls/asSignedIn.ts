import { ForgeError } from '../../core/forges/forgeError';
import { tellWarning } from '../../host/messages';
import { t } from '../../host/translate';
import type { CommandDeps } from '../commandDeps';

/** Runs what needs a sign-in; one that is not accepted any more is asked for anew, once the person wants that. */
export async function asSignedIn(deps: CommandDeps, act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    const host = error instanceof ForgeError ? error.host : undefined;
    if (host === undefined || !(error instanceof ForgeError)) {
      throw error;
    }
    await deps.forgeSignIn.refuse(host);
    const again = t('Sign In Again');
    if ((await tellWarning(error.message, again)) === again) {
      await act();
    }
  }
}
