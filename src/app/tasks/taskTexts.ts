import { setImmediate as turn } from 'node:timers/promises';
import { outputFileName } from '../../core/files/outputFileName';
import { eventTexts } from '../../core/search/eventTexts';
import { patchTexts } from '../../core/search/patchTexts';
import { findWords, isNamed } from '../../core/search/searchQuery';
import type { Excerpt, SearchQuery } from '../../core/search/searchQuery';
import type { StoredTexts } from '../../core/search/searchPorts';
import type { Translate } from '../../core/translate';
import { RunnerEvent } from '../../protocol';
import type { SearchHit, TaskView } from '../../protocol';

export interface TaskTextsDeps {
  texts: StoredTexts;
  /** What a task changed, as a patch. */
  patch: (view: TaskView) => Promise<string>;
  t: Translate;
}

interface Looking {
  view: TaskView;
  query: SearchQuery;
  signal: AbortSignal;
}

/** Looked through at once, which takes a few milliseconds. */
const linesAtOnce = 5_000;

type Hits = AsyncGenerator<SearchHit>;
type Place = Pick<SearchHit, 'where' | 'label' | 'seq' | 'at' | 'path'>;

/** All texts of one task that words can stand in. A part that can't be read throws, and the next part can still be asked for. */
export class TaskTexts {
  constructor(private readonly deps: TaskTextsDeps) {}

  /** Null when the title does not hold the words, or is not looked at. */
  inTitle(view: TaskView, query: SearchQuery): SearchHit | null {
    const found = query.where.has('title') ? findWords(query, view.task.title) : null;
    const place = { where: 'title' as const, label: this.deps.t('Title'), seq: null, at: view.task.createdAt };
    return found === null ? null : hit(view, found, place);
  }

  /** In the order in which they are of use to a person: what was said and done, what was printed, what else was changed. */
  parts({ view, query, signal }: Looking): Hits[] {
    const looking = { view, query, signal };
    const { where } = query;
    const found: SearchHit[] = [];
    return [
      ...(where.size === 1 && where.has('title') ? [] : [noted(found, this.inEvents(looking))]),
      ...(where.has('output') ? [this.inOutputs(looking, found)] : []),
      ...(where.has('diff') ? [this.inPatch(looking, found)] : []),
    ];
  }

  private async *inEvents({ view, query, signal }: Looking): Hits {
    for await (const line of this.deps.texts.eventLines(view.task.id, { anchors: query.anchors, signal })) {
      const event = parsed(line);
      if (event !== null) {
        yield* eventHits(view, query, event, this.deps.t);
      }
    }
  }

  /** The first line of each file that holds the words, unless what the model was told of it holds them too. */
  private async *inOutputs({ view, query, signal }: Looking, found: readonly SearchHit[]): Hits {
    const { texts, t } = this.deps;
    const told = new Set(found.flatMap(({ where, seq }) => (where === 'output' && seq !== null ? [seq] : [])));
    for (const name of signal.aborted ? [] : await texts.outputs(view.task.id)) {
      const excerpt = await first(texts.outputLines(view.task.id, name, { anchors: query.anchors, signal }), (line) =>
        findWords(query, line),
      );
      const step = excerpt === null ? [] : await this.stepOf({ view, query, signal }, name);
      if (excerpt !== null && !step.some(({ seq }) => told.has(seq))) {
        const [begun] = step;
        yield hit(view, excerpt, {
          where: 'output',
          label: t('Output'),
          seq: begun?.seq ?? null,
          at: begun?.at ?? null,
        });
      }
    }
  }

  /** The events of the call or check which this file is of, oldest first. */
  private async stepOf({ view, signal }: Looking, name: string): Promise<RunnerEvent[]> {
    const events: RunnerEvent[] = [];
    const beginning = /^[A-Za-z0-9_-]*/.exec(name.replace(/\.log$/, '').slice(0, 100))?.[0] ?? '';
    const anchors = beginning === '' ? [] : [beginning];
    for await (const line of this.deps.texts.eventLines(view.task.id, { anchors, signal })) {
      const event = parsed(line);
      const id = event === null ? null : idOf(event);
      if (event !== null && id !== null && outputFileName(id) === name) {
        events.push(event);
      }
    }
    return events;
  }

  /** The first line of each changed file of which no step said it: what commands wrote. */
  private async *inPatch({ view, query, signal }: Looking, found: readonly SearchHit[]): Hits {
    const isChanged = view.run.files.length > 0 && view.app.workspace !== null;
    const known = new Set(found.flatMap(({ where, path }) => (where === 'diff' ? (path ?? []) : [])));
    const patch = isChanged && !signal.aborted ? await this.deps.patch(view) : '';
    let lines = 0;
    for (const { path, text } of mayHold(patch, query) ? patchTexts(patch) : []) {
      if ((lines += 1) % linesAtOnce === 0) {
        await turn();
        if (signal.aborted) {
          return;
        }
      }
      const excerpt = known.has(path) || !isNamed(query, path) ? null : findWords(query, text);
      if (excerpt !== null) {
        known.add(path);
        yield hit(view, excerpt, { where: 'diff', label: path, seq: null, at: view.run.updatedAt, path });
      }
    }
  }
}

/** Whether it holds what is in every line that holds the words. */
function mayHold(patch: string, { anchors }: SearchQuery): boolean {
  return anchors.every((anchor) => new RegExp(anchor.replace(/[.()[\]{}+*]/g, '\\$&'), 'i').test(patch));
}

async function* noted(found: SearchHit[], hits: Hits): Hits {
  for await (const each of hits) {
    found.push(each);
    yield each;
  }
}

async function first(lines: AsyncIterable<string>, find: (line: string) => Excerpt | null): Promise<Excerpt | null> {
  for await (const line of lines) {
    const found = find(line);
    if (found !== null) {
      return found;
    }
  }
  return null;
}

function* eventHits(view: TaskView, query: SearchQuery, event: RunnerEvent, t: Translate): Generator<SearchHit> {
  for (const { where, label, text, paths } of eventTexts(event, t)) {
    const isWanted = query.where.has(where) && (paths?.some((path) => isNamed(query, path)) ?? true);
    const excerpt = isWanted ? findWords(query, text) : null;
    if (excerpt !== null) {
      const [path] = paths?.length === 1 ? paths : [];
      yield hit(view, excerpt, {
        ...{ where, label, seq: event.seq, at: event.at },
        ...(path === undefined || path === '' ? {} : { path }),
      });
    }
  }
}

function hit({ task }: TaskView, excerpt: Excerpt, place: Place): SearchHit {
  return { taskId: task.id, title: task.title, ...place, ...excerpt };
}

/** A line that is torn or of a later version says nothing here. */
function parsed(line: string): RunnerEvent | null {
  try {
    return RunnerEvent.safeParse(JSON.parse(line)).data ?? null;
  } catch (error) {
    if (error instanceof SyntaxError) {
      return null;
    }
    throw error;
  }
}

function idOf(event: RunnerEvent): string | null {
  return 'callId' in event && event.callId !== undefined
    ? event.callId
    : 'checkId' in event
      ? event.checkId
      : event.type === 'setup.step'
        ? event.setupId
        : null;
}
