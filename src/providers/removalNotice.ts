import type { RemovableData } from '../core/removal/removalPorts';
import type { Log } from '../core/ports';
import { runCommand } from '../host/commandRegistrar';
import { tellWarning } from '../host/messages';
import { t } from '../host/translate';

/** Offers to finish a removal that was cut off. */
export function tellCutOffRemoval(data: Pick<RemovableData, 'isBegun'>, log: Log): void {
  const tell = async (): Promise<void> => {
    const finish = t('Finish');
    const sentence = t('Removing everything was cut off. What was removed is gone, the rest is as it was.');
    if ((await data.isBegun()) && (await tellWarning(sentence, finish)) === finish) {
      await runCommand('removeEverything');
    }
  };
  tell().catch((error: unknown) => log.error('Whether a removal was cut off could not be found out.', error));
}
