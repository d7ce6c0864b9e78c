import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { statusIcon } from '../../core/labels/statusIcons';
import type { StatusColors } from '../../core/labels/statusIcons';
import type { TaskView } from '../../protocol';

/** A codicon as decoration: what it means stands beside it in words. */
export function icon(name: string, color: string | null = null): TemplateResult {
  return html`<span class="codicon codicon-${name}" .style=${tint(color)} aria-hidden="true"></span>`;
}

export function taskIcon(view: TaskView, colors: StatusColors): TemplateResult {
  const { icon: name, color, spins } = statusIcon(view, colors);
  const motion = spins ? 'codicon-modifier-spin' : '';
  return html`<span class="codicon codicon-${name} ${motion}" .style=${tint(color)} aria-hidden="true"></span>`;
}

/** Set as a property: the panel's policy refuses style attributes. */
function tint(color: string | null): string {
  return color === null ? '' : `color: var(--vscode-${color.replaceAll('.', '-')})`;
}
