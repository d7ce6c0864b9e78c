import { initialLayout } from '../../core/views/windowLayout';
import type { AgentsWindowRequest, AgentsWindowUpdate, GroupId, TaskId, WindowLayout } from '../../protocol';
import type { KeptPlaces } from './transcript/readingPlaces';

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
  /** The race whose page is shown. */
  race: GroupId | null;
}

/** The panel's only way to its host. */
export class HostLink {
  private readonly api = acquireVsCodeApi();
  private state: KeptState | undefined;
  private places: KeptPlaces;
  private timer: number | undefined;

  constructor() {
    this.places = (this.api.getState() as { places?: KeptPlaces } | null | undefined)?.places ?? {};
  }

  post(request: AgentsWindowRequest): void {
    this.api.postMessage(request);
  }

  /** VS Code hands updates in from the panel's own origin, one or several; another frame has another one. */
  listen(onUpdate: (update: AgentsWindowUpdate) => void): void {
    window.addEventListener('message', ({ origin, data }: MessageEvent<unknown>) => {
      const messages: unknown[] = Array.isArray(data) ? data : [data];
      if (origin === window.origin) {
        messages.filter(isUpdate).forEach(onUpdate);
      }
    });
    window.addEventListener('pagehide', () => this.save());
  }

  get kept(): KeptState {
    const state = this.api.getState() as Partial<KeptState> | null | undefined;
    const { selected = null, seen = {}, layout = initialLayout, race = null } = state ?? {};
    return { selected, seen, layout, race };
  }

  get keptPlaces(): KeptPlaces {
    return this.places;
  }

  /** They change with every scroll, so they are handed over once in a while. */
  keepPlaces(places: KeptPlaces): void {
    this.places = places;
    this.timer ??= window.setTimeout(() => this.save(), keepEveryMs);
  }

  /**
   * What was seen changes with every event, so it is handed over once in a while; what was arranged at once, and to the
   * host too, since a window that goes away suddenly may lose what its pages kept.
   */
  keep(state: KeptState): void {
    const before = this.state;
    this.state = state;
    if (before?.selected !== state.selected || before.layout !== state.layout || before.race !== state.race) {
      this.save();
      if (before !== undefined) {
        this.post({ type: 'layout', layout: { ...state.layout, selected: state.selected } });
      }
    } else if (before.seen !== state.seen) {
      this.timer ??= window.setTimeout(() => this.save(), keepEveryMs);
    }
  }

  private save(): void {
    window.clearTimeout(this.timer);
    this.timer = undefined;
    if (this.state !== undefined) {
      this.api.setState({ ...this.state, places: this.places });
    }
  }
}

const keepEveryMs = 1000;

function isUpdate(data: unknown): data is AgentsWindowUpdate {
  return typeof data === 'object' && data !== null && 'type' in data;
}
