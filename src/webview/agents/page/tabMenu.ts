import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { ref } from 'lit/directives/ref.js';
import { closeTabs } from '../../../core/views/windowLayout';
import type { TaskId, TaskView } from '../../../protocol';
import type { Scene } from '../scene';

/** Closes the tab, and shows the one beside it where it was the chosen one. */
export function closeTab(scene: Scene, ids: readonly TaskId[], id: TaskId): void {
  close(scene, ids, [id]);
}

/** What can be done with a tab, asked for with the right button or Shift+F10. */
export function tabMenu(scene: Scene, views: readonly TaskView[]): TemplateResult | typeof nothing {
  const { ui, t, change } = scene;
  const view = views.find(({ task }) => task.id === ui.tabMenu);
  if (view === undefined) {
    return nothing;
  }
  const { id } = view.task;
  const ids = views.map(({ task }) => task.id);
  const others = views.filter((other) => other !== view && !other.app.marks.pinned).map(({ task }) => task.id);
  const { pinned } = view.app.marks;
  const item = (label: string, act: () => void) =>
    html`<button
      role="menuitem"
      ${ref(focusFirst)}
      @click=${() => {
        change({ tabMenu: null });
        act();
      }}
    >
      ${label}
    </button>`;
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      change({ tabMenu: null });
      document.getElementById(`tab-${id}`)?.focus();
    }
    step(event);
  };
  const onLeave = ({ currentTarget, relatedTarget }: FocusEvent) => {
    const isInside =
      relatedTarget instanceof Node && currentTarget instanceof Node && currentTarget.contains(relatedTarget);
    if (!isInside) {
      change({ tabMenu: null });
    }
  };
  return html`<div class="menu tab-menu" role="menu" @keydown=${onKey} @focusout=${onLeave}>
    ${item(pinned ? t('Unpin') : t('Pin'), () => scene.post({ type: 'mark', taskId: id, action: pinned ? 'unpin' : 'pin' }))}
    ${item(t('Close'), () => close(scene, ids, [id]))}
    ${others.length === 0 ? nothing : item(t('Close Others'), () => close(scene, ids, others))}
  </div>`;
}

/** The same function each time, so it is called when an item appears and when it goes; it is in its menu a moment later. */
function focusFirst(item: Element | undefined): void {
  queueMicrotask(() => {
    if (item instanceof HTMLElement && item.previousElementSibling === null) {
      item.focus();
    }
  });
}

function step(event: KeyboardEvent): void {
  const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (by !== 0 && event.currentTarget instanceof Element) {
    const items = [...event.currentTarget.querySelectorAll('button')];
    const index = items.findIndex((item) => item === document.activeElement);
    event.preventDefault();
    items[(index + by + items.length) % items.length]?.focus();
  }
}

function close({ model, layOut }: Scene, ids: readonly TaskId[], gone: readonly TaskId[]): void {
  const { layout, selected } = model;
  const isGone = selected !== null && gone.includes(selected);
  const left = ids.filter((one) => !gone.includes(one));
  const beside = selected === null ? null : (left[Math.min(ids.indexOf(selected), left.length - 1)] ?? null);
  layOut(closeTabs(layout, gone), isGone ? beside : selected);
  document.getElementById(`tab-${(isGone ? beside : selected) ?? 'overview'}`)?.focus();
}
