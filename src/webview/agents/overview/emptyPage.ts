import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { groundNotice } from './groundNotice';
import { icon } from '../icon';
import { newTaskBox } from '../composer/newTaskBox';
import type { Scene } from '../scene';
import { starterList } from './starterList';

/** Nothing delegated yet: one sentence and the ways to begin. */
export function emptyPage(scene: Scene): TemplateResult {
  const { model, t, post } = scene;
  if (model.ground !== 'found') {
    return html`<main class="empty" id="page">${icon('layers')} ${groundNotice(scene, model.ground)}</main>`;
  }
  return html`<main class="empty" id="page">
    ${icon('layers')}
    <p>${t('Describe a task, and an agent works on it in a worktree of its own while you go on editing.')}</p>
    <chat-composer class="new" .scene=${scene} .boxOf=${() => newTaskBox(scene)}></chat-composer>
    <div class="buttons">
      <button class="primary" @click=${() => post({ type: 'newTask' })}>${t('New Task')}</button>
      ${
        model.hasModel
          ? nothing
          : html`<button class="secondary" @click=${() => post({ type: 'connectModel' })}>
              ${t('Connect a Model')}
            </button>`
      }
    </div>
    ${starterList(scene)}
  </main>`;
}
