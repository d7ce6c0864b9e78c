import { withPreset } from '../../core/launch/givenPresets';
import { askText } from '../../host/askText';
import { choose, tellInfo } from '../../host/messages';
import { keepPresets, settings } from '../../host/settings';
import { t } from '../../host/translate';
import { Preset } from '../../protocol';
import type { TaskForm } from './taskForm';

const longestName = 80;

/** Keeps what is filled in under a name, to begin with it another time; asks before one of that name is lost. */
export async function savePreset({ text, purpose, mode, verify, engine }: TaskForm): Promise<void> {
  const name = await askText({
    title: t('Save as a Preset'),
    prompt: t('It stands among what you can begin, filled in like this.'),
    placeHolder: t('A name, such as Weekly dependency updates'),
    validateInput: (given) =>
      given.trim() === '' || given.length > longestName ? t('Give it a name of 1 to 80 characters.') : undefined,
  });
  if (name === undefined) {
    return;
  }
  const preset = Preset.parse({
    name: name.trim(),
    text,
    ...(purpose === undefined ? {} : { purpose }),
    ...(mode === 'work' ? {} : { mode }),
    ...(verify === undefined ? {} : { verify: [...verify] }),
    ...(engine?.kind === 'model' ? { model: `${engine.model.provider}/${engine.model.name}` } : {}),
  });
  if (settings.presets.some((each) => each.name === preset.name) && !(await mayReplace(preset.name))) {
    return;
  }
  await keepPresets(withPreset(settings.presets, preset));
  void tellInfo(t('Saved the preset {0}. It is in the setting backgroundAgents.presets.', preset.name));
}

async function mayReplace(name: string): Promise<boolean> {
  const replace = t('Replace');
  const detail = t('What it holds now is lost.');
  return (await choose(t('There is a preset {0} already.', name), detail, [replace])) === replace;
}
