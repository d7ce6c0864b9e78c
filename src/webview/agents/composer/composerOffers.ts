import { mentionLabel } from '../../../core/composer/givenLabel';
import { mentionAt, withMention } from '../../../core/composer/mentionAt';
import { completions } from '../../../core/composer/slashCommands';
import type { AgentsWindowUpdate, ComposerDraft, GivenPart, Mention } from '../../../protocol';
import type { Translate } from '../../../core/translate';
import type { ComposerBox } from './composerBox';

/** What the text becomes, what is given along with it, and where the caret then stands. */
export interface Taken {
  text: string;
  caret: number;
  given?: GivenPart;
}

/** One row of the menu above a box. */
export interface Offer {
  icon: string | null;
  label: string;
  hint: string;
  take: () => Taken;
}

type Completed = Extract<AgentsWindowUpdate, { type: 'completed' }>;

interface Writing {
  box: ComposerBox;
  draft: ComposerDraft;
  caret: number;
  completed: Completed | null;
  t: Translate;
}

/** The commands that what is written can become, or the files, folders and symbols that the name at the caret may mean. */
export function composerOffers({ box, draft: { text }, caret, completed, t }: Writing): Offer[] {
  const begun = mentionAt(text, caret);
  if (begun === null) {
    return completions(text, box.commands).map(({ name, summary }) => ({
      icon: null,
      label: `/${name}`,
      hint: summary,
      take: () => ({ text: `/${name} `, caret: name.length + 2 }),
    }));
  }
  // While a longer name is looked for, what was found of its beginning stays.
  const isOfBox = completed !== null && completed.of === box.of && begun.query.startsWith(completed.query);
  return isOfBox
    ? completed.found.map((mention) => ({
        icon: icons[mention.kind],
        label: mention.name ?? nameOf(mention.path),
        hint: mention.kind === 'symbol' ? mention.path : mentionLabel(mention, t),
        take: () => ({ ...withMention(text, begun, mention), given: { kind: 'mention', mention } }),
      }))
    : [];
}

const icons: Record<Mention['kind'], string> = { file: 'file', folder: 'folder', symbol: 'symbol-method' };

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
