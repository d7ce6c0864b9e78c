import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as fc from 'fast-check';
import { SystemClock } from '../../src/adapters/system/systemClock';
import { GivenParts } from '../../src/app/tasks/givenParts';
import { TaskListing } from '../../src/app/tasks/taskListing';
import { AgentsWindowRequest, type TaskId } from '../../src/protocol';
import type * as Views from '../../src/views/agentsWindowSession';
import type * as EditorStub from '../fakes/editorStub';
import { stubEditor } from '../fakes/stubbedEditor';
import { removeFolder, temporaryFolder } from '../fakes/temporaryFolder';
import { TestWindow } from '../fakes/testWindow';

const count = process.env['BACKGROUND_AGENTS_NIGHTLY'] === '1' ? 100_000 : 10_000;

/** Words that a forger knows: everything of the contract, and the id of every task. */
const types = AgentsWindowRequest.options.map((option) => option.shape.type.value);
const decisions = [
  { kind: 'allow' },
  { kind: 'allow', remember: { words: ['sh'], match: 'prefix' } },
  ...[{ kind: 'deny' }, { kind: 'continue' }, { kind: 'take' }, { kind: 'discard' }, { kind: 'always' }],
  { kind: 'reply', text: 'Yes.' },
  { kind: 'approve', text: 'Do it.' },
];

/** Messages as a frame that does not know an open request could send them. */
function forged(taskIds: readonly string[], spent: readonly string[]): fc.Arbitrary<unknown> {
  const taskId = fc.oneof(fc.constantFrom(...taskIds), fc.string(), fc.constantFrom('__proto__', 'constructor'));
  const requestId = fc.oneof(fc.constantFrom(...spent, '', '__proto__', 'r', '*'), fc.string(), fc.integer());
  const decision = fc.constantFrom(...decisions);
  const answer = fc.record({
    type: fc.constant('answer'),
    taskId,
    requestId,
    decision: fc.oneof(decision, fc.anything()),
  });
  const unknownType = fc.record({
    type: fc.constantFrom('approve', 'allow', 'answers', 'toString', '__proto__', 'start', 'credentials'),
    taskId,
    requestId,
    id: requestId,
    decision,
  });
  const foreignTask = fc.record({ type: fc.constantFrom(...types), taskId: fc.string(), text: fc.string() });
  const twisted = answer.map((message) => JSON.parse(`{"__proto__":${JSON.stringify(message)}}`) as unknown);
  const many = answer.map((message) => [message, message]);
  const wide = answer.map((message) => ({ ...message, requestId: 'r'.repeat(100_000) }));
  const raw = answer.map((message) => JSON.stringify(message));
  return fc.oneof(answer, unknownType, foreignTask, twisted, many, wide, raw, fc.anything());
}

const unheard = () => ({ dispose: () => undefined });

/** The session of a panel, and everything it says to an agent. */
function listeningSession(window: TestWindow, { AgentsWindowSession }: typeof Views) {
  const said: unknown[] = [];
  const { fleet } = window;
  const noted = new Proxy(fleet, {
    get: (target, name) => {
      const act: unknown = Reflect.get(target, name);
      return typeof act !== 'function' || name === 'onLive'
        ? act
        : (...args: unknown[]) => {
            said.push([name, ...args]);
            return act.apply(target, args) as unknown;
          };
    },
  });
  const session = new AgentsWindowSession(
    { postMessage: () => Promise.resolve(true) },
    {
      ...{
        store: window.store,
        fleet: noted,
        feedbacks: { say: (...said) => noted.message(...said) },
        files: window.files,
        log: window.log,
      },
      connections: { list: () => [], onDidChange: unheard } as never,
      reviewMarks: { current: new Map(), onDidChange: unheard },
      radar: { current: new Map(), onDidChange: unheard },
      ...{
        groups: { current: new Map(), onDidChange: unheard },
        arenas: { glances: () => [] } as never,
        races: {} as never,
      },
      ...{ orders: { look: () => Promise.resolve([]) }, submodules: { look: () => Promise.resolve([]) } },
      ...{ steps: { files: () => Promise.resolve([]) } },
      ground: { current: 'found', onDidChange: unheard },
      day: { current: '', onDidChange: unheard },
      search: { search: () => new Promise(() => undefined) },
      listing: new TaskListing({ read: () => null, write: () => Promise.resolve() }, window.log),
      starters: () => Promise.resolve([]),
      pulls: {
        known: { current: new Map(), onDidChange: () => ({ dispose: () => undefined }) },
        lookSoon: () => undefined,
      },
      moves: { known: { current: new Map(), onDidChange: unheard }, lookSoon: () => undefined },
      layout: { read: () => undefined, write: () => Promise.resolve() },
      given: new GivenParts({
        files: {
          list: () => Promise.resolve([]),
          readBytes: () => Promise.resolve(new Uint8Array()),
          read: () => Promise.reject(new Error('nothing is read here')),
        },
        ...{ symbols: () => Promise.resolve([]), clock: new SystemClock() },
        images: { keep: () => Promise.reject(new Error('nothing is kept here')), bring: () => Promise.resolve() },
      }),
      ...{ drafts: { read: () => ({}), write: () => Promise.resolve() }, checkout: () => Promise.resolve(null) },
    },
  );
  return { session, said };
}

describe('messages that the panel did not send', function () {
  this.timeout(count * 10);

  let folder: string;
  let window: TestWindow;
  let views: typeof Views;
  let editor: typeof EditorStub;
  let hooks: { deregister(): void };

  before(async () => {
    hooks = stubEditor();
    editor = await import('../fakes/editorStub');
    views = await import('../../src/views/agentsWindowSession');
    folder = await temporaryFolder();
    window = await TestWindow.open(folder);
  });

  after(async () => {
    hooks.deregister();
    await window.close();
    await removeFolder(folder);
  });

  /** What the journals of all tasks hold. */
  const journals = (taskIds: readonly TaskId[]) =>
    taskIds.flatMap((taskId) =>
      ['task.jsonl', 'events.jsonl'].map((name) => fs.readFileSync(path.join(folder, 'tasks', taskId, name), 'utf8')),
    );

  it(`W02: ${count} forged messages change no state, run nothing and say nothing to an agent`, async () => {
    const taskIds = [await window.write('ask'), await window.write('ask')];
    for (const taskId of taskIds) {
      await window.fleet.submit(taskId);
      await window.until(taskId, ({ state }) => state.kind === 'waiting');
    }
    const { session, said } = listeningSession(window, views);
    const before = { journals: journals(taskIds), commands: window.launcher.commands.length };
    const errors: unknown[] = [];
    const note = (error: unknown) => void errors.push(error);
    process.on('unhandledRejection', note);
    await fc.assert(
      fc.asyncProperty(forged(taskIds, ['r0', 'r2']), async (message) => {
        session.receive(message);
        await Promise.resolve();
      }),
      { numRuns: count },
    );
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', note);
    session.dispose();
    assert.deepEqual(
      { journals: journals(taskIds), commands: window.launcher.commands.length, ran: editor.executed, said, errors },
      { ...before, ran: [], said: [], errors: [] },
    );
    assert.deepEqual(
      taskIds.map((taskId) => window.store.get(taskId).state.kind),
      ['waiting', 'waiting'],
    );
    const [known = ''] = taskIds;
    session.receive({ type: 'answer', taskId: known, requestId: 'r1', decision: { kind: 'continue' } });
    await window.until(known as TaskId, ({ state }) => state.kind !== 'waiting');
  });
});
