import type { Resolution } from '../../app/bases/conflicts';
import type { ConflictedFile } from '../../core/landing/conflictPorts';
import { type OldPlace, oldPlaces, takeSide } from '../../core/landing/oldPlaces';
import { chooseOrGoBack } from '../../host/messages';
import { t } from '../../host/translate';

/** More are only counted: a dialog is no list. */
const namedPlaces = 6;

/**
 * What becomes of the conflicts in which a result still holds the old text, so that neither side goes away unseen; null
 * when the person goes back to the editor. Asks nothing where there is none.
 */
export async function askAboutOldText(file: ConflictedFile, content: Uint8Array): Promise<Resolution | null> {
  const { path } = file;
  const places = oldPlaces(file, content);
  if (places.length === 0) {
    return { path, content };
  }
  const [yours, theirs, keep] = [t('Take Yours'), t('Take the Agent’s'), t('Keep the Old Text')];
  const question =
    places.length === 1
      ? t('1 conflict in {0} still holds the old text', path)
      : t('{0} conflicts in {1} still hold the old text', places.length, path);
  const answer = await chooseOrGoBack(question, detailOf(places), [yours, theirs, keep], t('Back to the Editor'));
  if (answer === undefined) {
    return null;
  }
  const side = answer === yours ? 'ours' : 'theirs';
  return answer === keep ? { path, content, keepsOld: true } : { path, content: takeSide(content, places, side) };
}

function detailOf(places: readonly OldPlace[]): string {
  const named = places.slice(0, namedPlaces).map(labelOf);
  const more = places.length - named.length;
  const all = [...named, ...(more > 0 ? [t('{0} more', more)] : [])].join(', ');
  return [
    t('As before both of you changed it, so that neither change is in there: {0}.', all),
    t('Choose what becomes of it; all else stays as you resolved it.'),
  ].join(' ');
}

function labelOf({ line, old }: OldPlace): string {
  if (old.length === 0) {
    return t('before line {0}', line);
  }
  return old.length === 1 ? t('line {0}', line) : t('lines {0} to {1}', line, line + old.length - 1);
}
