import { html } from 'lit';
import type { TemplateResult } from 'lit';
import type { TaskScene } from '../scene';

/** Where something listens in the agent's worktree, to open in a browser. */
export function portLinks({ view }: TaskScene): TemplateResult[] {
  return view.run.listening.map(
    (port) =>
      html`<span><a href="http://localhost:${port}" title="http://localhost:${port}">localhost:${port}</a></span>`,
  );
}
