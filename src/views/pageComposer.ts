import * as vscode from 'vscode';
import type { Feedbacks } from '../app/reviews/feedbacks';
import type { GivenParts, MentionPlace } from '../app/tasks/givenParts';
import type { TaskStore } from '../app/tasks/taskStore';
import { modelLabel } from '../core/labels/labels';
import { imageTypesOf } from '../core/models/modelImages';
import { hasWorktree } from '../core/worktrees/hasWorktree';
import { requireTrustedWorkspace, runCommand } from '../host/commandRegistrar';
import { tellInfo } from '../host/messages';
import { settings } from '../host/settings';
import { t } from '../host/translate';
import type {
  AgentsWindowRequest,
  AgentsWindowUpdate,
  ComposerDraft,
  ComposerDrafts,
  GivenPart,
  ModelRef,
  TaskId,
} from '../protocol';

/** What a person wrote and did not send, kept for the workspace. */
interface DraftMemory {
  read(): ComposerDrafts;
  write(of: TaskId | null, draft: ComposerDraft): Promise<void>;
}

export interface ComposerDeps {
  store: TaskStore;
  given: GivenParts;
  feedbacks: Pick<Feedbacks, 'say'>;
  drafts: DraftMemory;
  connections: { readonly default: ModelRef | null; onDidChange(listener: () => void): { dispose(): void } };
  /** The checkout that a new task would be of; null where none is open. */
  checkout: () => Promise<string | null>;
}

type Of<T extends AgentsWindowRequest['type']> = Extract<AgentsWindowRequest, { type: T }>;

/** The host's side of the boxes in which a person writes. */
export class PageComposer {
  /** What is to be attached as soon as the page runs. */
  private waiting: GivenPart[] = [];
  private asked: Of<'complete'> | null = null;
  private readonly listener: { dispose(): void };

  constructor(
    private readonly deps: ComposerDeps,
    private readonly page: { send(update: AgentsWindowUpdate): void },
  ) {
    this.listener = deps.connections.onDidChange(() => this.tellModel());
  }

  /** To a page that knows nothing yet. */
  tellAll(): void {
    this.tellModel();
    const drafts = this.deps.drafts.read();
    if (Object.keys(drafts).length > 0) {
      this.page.send({ type: 'drafts', drafts });
    }
  }

  keep(parts: readonly GivenPart[]): void {
    this.waiting = [...this.waiting, ...parts];
  }

  tellKept(): void {
    if (this.waiting.length > 0) {
      this.page.send({ type: 'given', parts: this.waiting });
      this.waiting = [];
    }
  }

  keepDraft({ of, draft }: Of<'keepDraft'>): Promise<void> {
    return this.deps.drafts.write(of, draft);
  }

  /** Only what was asked last is answered. */
  async complete(request: Of<'complete'>): Promise<void> {
    this.asked = request;
    const { of, query } = request;
    const place = await this.placeOf(of);
    const found = place === null ? [] : await this.deps.given.complete(place, query);
    if (this.asked === request) {
      this.page.send({ type: 'completed', of, query, found });
    }
  }

  async dropped({ of, uris }: Of<'dropped'>): Promise<void> {
    const place = await this.placeOf(of);
    const paths = uris.map((uri) => vscode.Uri.parse(uri).fsPath);
    const { found, left } =
      place === null ? { found: [], left: paths.length } : await this.deps.given.dropped(place, paths);
    this.page.send({ type: 'given', of, parts: found.map((mention) => ({ kind: 'mention', mention })) });
    if (left > 0) {
      void tellInfo(t('Not attached: {0} of the files are not in the repository, or kept from agents.', String(left)));
    }
  }

  /** Each by itself, so that one that can't be given does not keep back the others. */
  async images({ of, images }: Of<'images'>): Promise<void> {
    const parts: GivenPart[] = [];
    const refusals: unknown[] = [];
    for (const { name, data, size } of images) {
      const bytes = data === null ? null : Buffer.from(data, 'base64');
      await this.deps.given.image({ name, size, bytes }, t).then(
        (part) => parts.push(part),
        (error: unknown) => refusals.push(error),
      );
    }
    this.page.send({ type: 'given', of, parts });
    if (refusals.length > 0) {
      throw refusals[0];
    }
  }

  /** Sends the words with what is given along. */
  send({ taskId, text, when, given = [] }: Of<'message'>): Promise<void> {
    return this.orBack(taskId, { text, given, options: {} }, async () => {
      const place = await this.placeOf(taskId);
      const written = await this.deps.given.written(place?.folder ?? '', { said: text, given }, t);
      await this.deps.given.bring(taskId, written);
      await this.deps.feedbacks.say(taskId, written, when);
    });
  }

  start({ draft, isShown }: Of<'startTask'>): Promise<void> {
    return this.orBack(null, draft, () => runCommand('startTask', { draft, isShown }));
  }

  dispose(): void {
    this.listener.dispose();
  }

  /** What could not be sent stands in its box again. */
  private async orBack(of: TaskId | null, draft: ComposerDraft, act: () => Promise<void>): Promise<void> {
    try {
      requireTrustedWorkspace();
      await act();
    } catch (error) {
      this.page.send({ type: 'drafts', drafts: { [of ?? 'new']: draft } });
      throw error;
    }
  }

  private tellModel(): void {
    const { default: usual } = this.deps.connections;
    const label = usual === null ? '' : settings.model === '' ? modelLabel(usual, t) : settings.model;
    const isBlind = usual !== null && imageTypesOf({ ...usual, name: label }).length === 0;
    this.page.send({ type: 'usualModel', label, ...(isBlind ? { isBlind } : {}) });
  }

  private async placeOf(of: TaskId | null): Promise<MentionPlace | null> {
    if (of === null) {
      const checkout = await this.deps.checkout();
      return checkout === null ? null : { folder: checkout, checkout };
    }
    const view = this.deps.store.get(of);
    const checkout = view.task.repos[0].root;
    const repo = view.app.workspace?.repos[0];
    return { checkout, folder: repo !== undefined && hasWorktree(view) ? repo.worktree : checkout };
  }
}
