import { initialLayout } from '../../core/views/windowLayout';
import type { AgentsWindowRequest, AgentsWindowUpdate, TaskId, WindowLayout } from '../../protocol';

interface WebviewApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): WebviewApi;

/** What survives when the panel is hidden or the window is reloaded. */
export interface KeptState {
  selected: TaskId | null;
  seen: Readonly<Record<string, number>>;
  layout: WindowLayout;
}

/** The panel's only way to its host. */
export class HostLink {
  private readonly api = acquireVsCodeApi();

  post(request: AgentsWindowRequest): void {
    this.api.postMessage(request);
  }

  /** VS Code hands updates in from the panel's own origin; another frame has another one. */
  listen(onUpdate: (update: AgentsWindowUpdate) => void): void {
    window.addEventListener('message', (event: MessageEvent<unknown>) => {
      const isOurs = event.origin === window.origin;
      if (isOurs && typeof event.data === 'object' && event.data !== null && 'type' in event.data) {
        onUpdate(event.data as AgentsWindowUpdate);
      }
    });
  }

  get kept(): KeptState {
    const state = this.api.getState() as Partial<KeptState> | null | undefined;
    return { selected: state?.selected ?? null, seen: state?.seen ?? {}, layout: state?.layout ?? initialLayout };
  }

  keep(state: KeptState): void {
    this.api.setState(state);
  }
}
