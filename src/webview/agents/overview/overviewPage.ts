import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { agentSections } from './agentSections';
import { chainsSection } from './chainsSection';
import { goAlong } from '../goAlong';
import { groundNotice } from './groundNotice';
import { icon } from '../icon';
import { inboxList } from './inboxEntry';
import { listBar } from './listBar';
import { newTaskBox } from '../composer/newTaskBox';
import { searchResults } from './searchResults';
import type { Scene } from '../scene';

/** Every agent in one list, those that wait for a person first. */
export function overviewPage(scene: Scene): TemplateResult {
  const { model, t } = scene;
  return html`<main
    class="overview"
    id="page"
    role="tabpanel"
    aria-labelledby="tab-overview"
    @keydown=${(event: KeyboardEvent) => goAlong(event, '.agent-row, .agents-section > summary', 'rows')}
  >
    <div class="overview-head">
      <h1>${t('Agents')}</h1>
      ${model.day === '' ? nothing : html`<span class="day" title=${model.day}>${model.day}</span>`}
      ${
        model.hasModel
          ? nothing
          : html`<button class="secondary" @click=${() => scene.post({ type: 'connectModel' })}>
              ${icon('plug')}${t('Connect a Model')}
            </button>`
      }
      <button class="primary" @click=${() => scene.post({ type: 'newTask' })}>${icon('add')}${t('New Task')}</button>
    </div>
    ${
      model.ground === 'found'
        ? html`<chat-composer class="new" .scene=${scene} .boxOf=${() => newTaskBox(scene)}></chat-composer>`
        : groundNotice(scene, model.ground)
    }
    ${inboxList(scene)} ${listBar(scene)}
    ${model.found === null ? agentSections(scene) : searchResults(scene, model.found)}
    ${model.found === null ? chainsSection(scene) : nothing}
  </main>`;
}
