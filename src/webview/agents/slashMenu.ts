import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { SlashCommand } from '../../core/composer/slashCommands';

/** Above the box: the commands that what is written can become. */
export function slashMenu(
  commands: readonly SlashCommand[],
  chosen: number,
  choose: (command: SlashCommand) => void,
): TemplateResult | typeof nothing {
  return commands.length === 0
    ? nothing
    : html`<ul class="menu slash" role="listbox" id="slash-menu">
        ${commands.map(
          (command, index) =>
            html`<li
              role="option"
              id=${`slash-${index}`}
              aria-selected=${index === chosen}
              @mousedown=${(event: Event) => {
                event.preventDefault();
                choose(command);
              }}
            >
              <span>/${command.name}</span><span class="menu-hint">${command.summary}</span>
            </li>`,
        )}
      </ul>`;
}

interface Written {
  text: string;
  /** Of the commands that are offered. */
  chosen: number;
}

/** What stands in the box after a key: the arrows go round the commands, Enter and Tab take one. Null for another key. */
export function afterKey(
  event: KeyboardEvent,
  { text, chosen, offered, earlier }: Written & { offered: readonly SlashCommand[]; earlier: string },
): Written | null {
  const { key } = event;
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.isComposing) {
    return null;
  }
  if (text === '') {
    return key === 'ArrowUp' && earlier !== '' ? { text: earlier, chosen: 0 } : null;
  }
  const command = offered[chosen];
  if (command === undefined) {
    return null;
  }
  const places: Partial<Record<string, Written>> = {
    ArrowDown: { text, chosen: (chosen + 1) % offered.length },
    ArrowUp: { text, chosen: (chosen + offered.length - 1) % offered.length },
    Enter: { text: `/${command.name} `, chosen: 0 },
    Tab: { text: `/${command.name} `, chosen: 0 },
  };
  return places[key] ?? null;
}
