import { html } from 'lit';
import type { TemplateResult } from 'lit';
import type { Translate } from '../../../core/translate';
import type { AgentsWindowRequest, Ground } from '../../../protocol';
import type { Scene } from '../scene';

type Missing = Exclude<Ground, 'found'>;
type Lead = Extract<AgentsWindowRequest, { type: 'leadOn' }>['to'];

/** In place of the box for a new task where none can begin: why, and what can be done about it. */
export function groundNotice({ t, post }: Scene, ground: Missing): TemplateResult {
  const [sentence, leads] = notices[ground](t);
  return html`<div class="ground">
    <p>${sentence}</p>
    <div class="buttons">
      ${leads.map(
        ([to, label], index) =>
          html`<button class=${index === 0 ? 'primary' : 'secondary'} @click=${() => post({ type: 'leadOn', to })}>
            ${label}
          </button>`,
      )}
    </div>
  </div>`;
}

const notices: Record<Missing, (t: Translate) => [sentence: string, leads: (readonly [Lead, string])[]]> = {
  noRepository: (t) => [
    t(
      'This folder is not a git repository. Agents need one, because each works in a worktree of its own and hands back a diff.',
    ),
    [['initialize', t('Initialize Git Repository')], ['openFolder', t('Open Folder…')], byAddress(t)],
  ],
  noFolder: (t) => [
    t('Agents work on a git repository. Open a folder, or let an agent work on a repository that you have not opened.'),
    [['openFolder', t('Open Folder…')], byAddress(t)],
  ],
  unusable: (t) => [
    t('A git of version 2.38 or newer is needed and was not found. Install it, then reload the window.'),
    [['doctor', t('What Is Wrong')]],
  ],
};

function byAddress(t: Translate): readonly [Lead, string] {
  return ['address', t('Repository by Its Address…')];
}
