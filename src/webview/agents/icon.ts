import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { styleMap } from 'lit/directives/style-map.js';
import { statusIcon } from '../../core/statusIcons';
import type { StatusColors } from '../../core/statusIcons';
import type { TaskView } from '../../protocol';

/** A codicon as decoration: what it means stands beside it in words. */
export function icon(name: string, color: string | null = null): TemplateResult {
  return html`<span class="codicon codicon-${name}" style=${styleMap(tint(color))} aria-hidden="true"></span>`;
}

export function taskIcon(view: TaskView, colors: StatusColors): TemplateResult {
  const { icon: name, color, spins } = statusIcon(view, colors);
  const motion = spins ? 'codicon-modifier-spin' : '';
  return html`<span
    class="codicon codicon-${name} ${motion}"
    style=${styleMap(tint(color))}
    aria-hidden="true"
  ></span>`;
}

function tint(color: string | null): Record<string, string> {
  return color === null ? {} : { color: `var(--vscode-${color.replaceAll('.', '-')})` };
}
