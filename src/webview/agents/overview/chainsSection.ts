import { html, nothing, svg } from 'lit';
import type { TemplateResult } from 'lit';
import { chainGraph } from '../../../core/chains/chainGraph';
import { afterSentence } from '../../../core/chains/chainLabels';
import { type GraphLayout, graphLayout, nodeSize, type PlacedNode } from '../../../core/chains/graphLayout';
import { reasonLabel, stateLabel } from '../../../core/labels/labels';
import { isListed } from '../../../core/views/taskGroups';
import { taskIcon } from '../icon';
import type { Scene } from '../scene';

/** Which agent begins after which: a list in the order of their beginnings, drawn as columns with lines between them. */
export function chainsSection(scene: Scene): TemplateResult | typeof nothing {
  const views = [...scene.model.tasks.values()].filter(isListed);
  const layout = graphLayout(chainGraph(views));
  return layout.nodes.length === 0
    ? nothing
    : html`<section class="chains" aria-label=${scene.t('Which agent begins after which')}>
        <h2>${scene.t('Chains')}</h2>
        <div class="chains-scroll">
          <div class="chains-graph" .style=${`width: ${layout.width}px; height: ${layout.height}px`}>
            ${lines(layout)}
            <ul>
              ${layout.nodes.map((node) => nodeItem(scene, node))}
            </ul>
          </div>
        </div>
      </section>`;
}

function lines({ edges, width, height }: GraphLayout): TemplateResult {
  return html`<svg aria-hidden="true" width=${width} height=${height}>
    ${edges.map(({ from, to }) => {
      const bend = (to.x - from.x) / 2;
      const path = `M${from.x} ${from.y} C${from.x + bend} ${from.y} ${to.x - bend} ${to.y} ${to.x - 5} ${to.y}`;
      const head = `M${to.x - 6} ${to.y - 4} L${to.x} ${to.y} L${to.x - 6} ${to.y + 4} Z`;
      return svg`<path class="line" d=${path}></path><path class="head" d=${head}></path>`;
    })}
  </svg>`;
}

function nodeItem(scene: Scene, { view, after, x, y }: PlacedNode): TemplateResult {
  const { t, model } = scene;
  const titles = new Map([...model.tasks.values()].map(({ task }) => [task.id, task.title]));
  const waits = afterSentence(after, (taskId) => titles.get(taskId), t);
  const place = `left: ${x}px; top: ${y}px; width: ${nodeSize.width}px; height: ${nodeSize.height}px`;
  return html`<li .style=${place}>
    <button
      class="chain-node"
      title=${[view.task.title, stateLabel(view.state, t), waits].filter((part) => part !== '').join('\n')}
      aria-description=${[stateLabel(view.state, t), waits].filter((part) => part !== '').join(', ')}
      @click=${() => scene.select(view.task.id)}
    >
      ${taskIcon(view, model.statusColors)}<span class="chain-title">${view.task.title}</span
      ><span class="chain-reason">${reasonLabel(view.state, t)}</span>
    </button>
  </li>`;
}
