import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { agentPage } from './agentPage';
import { emptyPage } from '../overview/emptyPage';
import { overviewPage } from '../overview/overviewPage';
import type { Scene } from '../scene';
import { tabStrip } from './tabStrip';
import { tilesPage } from './tilesPage';

/** The tabs, and below them what is chosen there: the overview, one agent, or several side by side. */
export function windowPage(scene: Scene): TemplateResult {
  const { isLoaded, tasks } = scene.model;
  if (!isLoaded) {
    return html``;
  }
  if (tasks.length === 0) {
    return emptyPage(scene);
  }
  // One template for all: the strip stays, and what has the focus in it.
  return html`${tabStrip(scene)}${chosen(scene)}`;
}

function chosen(scene: Scene): TemplateResult {
  const { tasks, layout, selected, arena } = scene.model;
  if (selected === null && arena.shown !== null) {
    return html`<race-page .scene=${scene}></race-page>`;
  }
  const view = tasks.find(({ task }) => task.id === selected);
  if (view === undefined) {
    return overviewPage(scene);
  }
  return layout.count === 1 ? agentPage({ ...scene, view }) : tilesPage({ ...scene, view });
}
