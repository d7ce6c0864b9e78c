import type { TaskId } from '../../../protocol';

/** Keeps the selected tab in sight when it is another one, and when the strip or the tabs in it take another width. */
export class SelectedTab {
  private readonly widths = new ResizeObserver(() => this.reveal());
  private row: Element | null = null;
  private selected: TaskId | null = null;

  /** `row`: all tabs, in a box that scrolls. */
  follow(row: Element | null, selected: TaskId | null): void {
    if (row !== this.row) {
      this.widths.disconnect();
      this.row = row;
      [row, row?.parentElement ?? null].forEach((each) => (each === null ? undefined : this.widths.observe(each)));
    }
    if (selected !== this.selected) {
      this.selected = selected;
      this.reveal();
    }
  }

  private reveal(): void {
    this.row?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }
}
