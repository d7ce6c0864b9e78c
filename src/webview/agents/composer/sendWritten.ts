import { slashIn } from '../../../core/composer/slashCommands';
import type { ComposerDraft } from '../../../protocol';
import type { ComposerBox, SendWay } from './composerBox';
import type { Scene } from '../scene';

/** Does what the written words ask for, a command or what the box is for; false while they are not yet a whole request. */
export function sendWritten({ drafts, post }: Scene, box: ComposerBox, way: SendWay): boolean {
  const draft = drafts.read(box.of);
  const slash = slashIn(draft.text.trim(), box.commands);
  const options = slash?.command.option?.(slash.rest) ?? null;
  if (options !== null) {
    drafts.write(box.of, { text: '', options: { ...draft.options, ...options } });
    return true;
  }
  const request = slash === null ? box.ask(draft, way) : slash.command.request(slash.rest);
  if (request === null) {
    return false;
  }
  post(request);
  drafts.clear(box.of, slash === null || request.type === 'startTask' ? kept(draft) : { ...draft, text: '' });
  return true;
}

/** The model that was chosen is that of the next task too. */
function kept({ options: { model } }: ComposerDraft): Partial<ComposerDraft> {
  return model === undefined ? {} : { options: { model } };
}
