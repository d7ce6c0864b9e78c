import { isSameGiven } from '../../../core/composer/givenLabel';
import { withoutOption } from '../../../core/composer/optionLabels';
import type { AgentsWindowRequest, AgentsWindowUpdate, ComposerDraft, GivenPart, TaskId } from '../../../protocol';

const empty: ComposerDraft = { text: '', given: [], options: {} };
const keepEveryMs = 400;
const mostGiven = 20;

/** What stands in each box. It is told to the host at once, and then every so often, so that it outlives the page. */
export class DraftBook {
  private readonly drafts = new Map<TaskId | null, ComposerDraft>();
  private readonly listeners = new Set<() => void>();
  /** Told just now; true where it has changed since. */
  private readonly told = new Map<TaskId | null, boolean>();

  constructor(private readonly post: (request: AgentsWindowRequest) => void) {
    window.addEventListener('pagehide', () => [...this.told.keys()].forEach((of) => this.keepChanged(of)));
  }

  read(of: TaskId | null): ComposerDraft {
    return this.drafts.get(of) ?? empty;
  }

  write(of: TaskId | null, change: Partial<ComposerDraft>): void {
    this.set(of, { ...this.read(of), ...change });
    if (this.told.has(of)) {
      this.told.set(of, true);
    } else {
      this.keepForNow(of);
    }
  }

  /** Adds what is not there yet, as far as there is room. */
  give(of: TaskId | null, parts: readonly GivenPart[]): void {
    const { given } = this.read(of);
    const fresh = parts.filter((part) => !given.some((each) => isSameGiven(each, part)));
    this.write(of, { given: [...given, ...fresh].slice(0, mostGiven) });
  }

  /** Nothing of it is left to be kept. */
  clear(of: TaskId | null, left: Partial<ComposerDraft> = {}): void {
    this.set(of, { ...empty, ...left });
    this.keepForNow(of);
  }

  /** `inSight` is whose box the person sees. */
  receive(update: AgentsWindowUpdate, inSight: TaskId | null): void {
    if (update.type === 'given') {
      this.give(update.of === undefined ? inSight : update.of, update.parts);
    } else if (update.type === 'picked') {
      const left = (update.without ?? []).reduce(withoutOption, this.read(null).options);
      this.write(null, { options: { ...left, ...update.options } });
    } else if (update.type === 'drafts') {
      Object.entries(update.drafts).forEach(([name, draft]) => this.bring(name, draft));
    }
  }

  listen(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** What was written meanwhile stays. */
  private bring(name: string, draft: ComposerDraft): void {
    const of = name === 'new' ? null : (name as TaskId);
    const { text, given } = this.read(of);
    if (text === '' && given.length === 0) {
      this.set(of, draft);
    }
  }

  private set(of: TaskId | null, draft: ComposerDraft): void {
    this.drafts.set(of, draft);
    this.listeners.forEach((listener) => listener());
  }

  private keepForNow(of: TaskId | null): void {
    this.keep(of);
    window.setTimeout(() => {
      const hasChanged = this.told.get(of) === true;
      this.told.delete(of);
      if (hasChanged) {
        this.keepForNow(of);
      }
    }, keepEveryMs);
  }

  private keepChanged(of: TaskId | null): void {
    if (this.told.get(of) === true) {
      this.keep(of);
    }
  }

  private keep(of: TaskId | null): void {
    this.told.set(of, false);
    this.post({ type: 'keepDraft', of, draft: this.read(of) });
  }
}
