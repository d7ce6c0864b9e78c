import { ModelError, toErrorData } from '../../core/errors';
import { noHost, type HostAnswers } from '../../core/hostPorts';
import type { Clock, Disposable, Ids, Log } from '../../core/ports';
import type { KeyOf, ResidentConnection } from '../../core/residentPorts';
import type { SecretSource } from '../../core/secrets/secretPorts';
import type { FleetCall, HostResponse, ResidentMessage, ResidentRequest } from '../../protocol';
import { performAct } from './residentActs';
import type { Services } from '../services';

type Window = ResidentConnection<ResidentMessage, ResidentRequest>;

/** What a window answers when it is asked for what only it has. */
type Wanted = Extract<ResidentRequest, { type: 'key' | 'secrets' }>;
type Answer<T> = (answer: Wanted) => T | null;

interface Deps {
  clock: Clock;
  ids: Ids;
  log: Log;
  version: string;
  /** The process has nothing to do, or another version takes over: it lets go of its tasks and ends. */
  onLeave: () => void;
}

/** How long a window has to say whether it has a key. */
const keyWaitMs = 10_000;
/** A process without windows and without tasks ends after this long: a reloaded window finds it again. */
const idleMs = 30_000;

/** Serves windows in a process that runs their tasks: their acts, live output, and the keys that only they have. */
export class ResidentDesk {
  private readonly windows = new Map<Window, readonly string[]>();
  private readonly keys = new Map<string, string>();
  private readonly secretValues = new Map<string, string>();
  private readonly wanted = new Map<string, (answer: Wanted) => void>();
  private readonly asked = new Map<string, { window: Window; respond: (response: HostResponse) => void }>();
  private services: Services | undefined;
  private idle: AbortController | undefined;

  constructor(private readonly deps: Deps) {}

  /** The services ask for keys before they are handed in, so they come second. */
  begin(services: Services): Disposable {
    this.services = services;
    const live = services.fleet.onLive((message) =>
      this.windows.forEach((_, window) => window.send({ type: 'live', message })),
    );
    const changes = services.store.onDidChange(() => this.lookIfIdle());
    this.lookIfIdle();
    return {
      dispose: () => {
        live.dispose();
        changes.dispose();
        this.idle?.abort();
        this.windows.forEach((_, window) => window.close());
      },
    };
  }

  connect(window: Window): void {
    this.windows.set(window, []);
    this.idle?.abort();
    this.idle = undefined;
    window.onMessage((request) => this.receive(window, request));
    window.send({ type: 'welcome', version: this.deps.version });
    void window.closed.then(() => {
      this.windows.delete(window);
      this.lookIfIdle();
    });
  }

  /** Asks every window, and remembers what one said for as long as the process lives, so that tasks go on without it. */
  readonly key: KeyOf = async (model) => {
    const name = JSON.stringify(model);
    const asked = (wantId: string) => ({ type: 'key.wanted', wantId, model }) as const;
    const read = (answer: Wanted) => (answer.type === 'key' ? answer.apiKey : null);
    const answers = [...this.windows.keys()].map((window) => this.ask(window, asked, read));
    const said = (await Promise.all(answers)).find((apiKey) => apiKey !== null);
    if (typeof said === 'string') {
      this.keys.set(name, said);
    }
    return this.keys.get(name);
  };

  /** The same for secrets, which belong to a repository or to all. What a window says now counts. */
  readonly secrets: SecretSource = async (names, root) => {
    const asked = (wantId: string) =>
      ({ type: 'secrets.wanted' as const, wantId, names: [...names], root }) satisfies ResidentMessage;
    const read = (answer: Wanted) => (answer.type === 'secrets' ? answer.values : null);
    const answers = await Promise.all([...this.windows.keys()].map((window) => this.ask(window, asked, read)));
    const nameOf = (name: string): string => JSON.stringify([root, name]);
    if (answers.some((values) => values !== null)) {
      names.forEach((name) => this.secretValues.delete(nameOf(name)));
    }
    for (const [name, value] of answers.flatMap((values) => Object.entries(values ?? {}))) {
      this.secretValues.set(nameOf(name), value);
    }
    const known = names.map((name) => [name, this.secretValues.get(nameOf(name))] as const);
    return Object.fromEntries(known.filter((entry): entry is [string, string] => entry[1] !== undefined));
  };

  /** Asks one of the windows; when that one is closed meanwhile, the answer was cut. */
  readonly host: HostAnswers = (request, respond) => {
    const { askId } = request;
    const window = this.asked.get(askId)?.window ?? [...this.windows.keys()].at(-1);
    if (window === undefined) {
      noHost(request, respond);
      return;
    }
    if (request.kind !== 'cancel') {
      this.asked.set(askId, { window, respond });
      void window.closed.then(() => this.respond({ askId, kind: 'failed', error: toErrorData(closed()) }));
    }
    window.send({ type: 'host', request });
  };

  private respond(response: HostResponse): void {
    const asked = this.asked.get(response.askId);
    if (response.kind !== 'part' || response.part.kind === 'end') {
      this.asked.delete(response.askId);
    }
    asked?.respond(response);
  }

  private async ask<T>(
    window: Window,
    message: (wantId: string) => ResidentMessage,
    read: Answer<T>,
  ): Promise<T | null> {
    const wantId = this.deps.ids.short();
    const patience = new AbortController();
    try {
      const said = new Promise<T | null>((resolve) => this.wanted.set(wantId, (answer) => resolve(read(answer))));
      window.send(message(wantId));
      const late = this.deps.clock.sleep(keyWaitMs, patience.signal).then(
        () => null,
        () => null,
      );
      return await Promise.race([said, late, window.closed.then(() => null)]);
    } finally {
      patience.abort();
      this.wanted.delete(wantId);
    }
  }

  private receive(window: Window, request: ResidentRequest): void {
    switch (request.type) {
      case 'hello':
        break;
      case 'call':
        void this.answer(window, request.callId, request.call);
        break;
      case 'key':
      case 'secrets':
        this.wanted.get(request.wantId)?.(request);
        break;
      case 'host':
        this.respond(request.response);
        break;
      case 'retire':
        this.deps.onLeave();
    }
  }

  private async answer(window: Window, callId: string, call: FleetCall): Promise<void> {
    try {
      await this.perform(window, call);
      window.send({ type: 'done', callId });
    } catch (error) {
      window.send({ type: 'done', callId, error: toErrorData(error) });
    }
  }

  private async perform(window: Window, call: FleetCall): Promise<void> {
    const { services } = this;
    if (services === undefined) {
      throw new TypeError('A window was connected before there was anything to serve.');
    }
    const { fleet, store } = services;
    if (call.act === 'takeUp') {
      this.windows.set(window, call.roots);
      await fleet.takeUp({ roots: [...new Set([...this.windows.values()].flat())] });
      return;
    }
    // A window may speak of a task that it has just written.
    await store.catchUp(call.taskId);
    await performAct(fleet, call);
  }

  private lookIfIdle(): void {
    if (!this.isIdle() || this.idle !== undefined) {
      return;
    }
    const idle = new AbortController();
    this.idle = idle;
    this.deps.clock.sleep(idleMs, idle.signal).then(
      () => {
        this.idle = undefined;
        if (this.isIdle()) {
          this.deps.onLeave();
        }
      },
      () => undefined,
    );
  }

  private isIdle(): boolean {
    const { store } = this.services ?? {};
    const works = [...(store?.current.keys() ?? [])].some((taskId) => store?.ownerOf(taskId) === 'us');
    return this.windows.size === 0 && !works;
  }
}

function closed(): ModelError {
  return new ModelError('cut', 'The window that answered for the model was closed.', {
    hint: 'Open the repository in VS Code: the task goes on there.',
  });
}
