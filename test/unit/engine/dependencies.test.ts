import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { type Script, scriptOf } from '../../../src/adapters/models/scriptPlayer';
import type { Dependencies } from '../../../src/core/setup/dependencyPorts';
import { forkedJournal } from '../../../src/core/run/forkedJournal';
import { foldRun, initialRun } from '../../../src/core/run/runReducer';
import { DependencyCopy } from '../../../src/engine/checks/dependencyCopy';
import { MemoryLog } from '../../fakes/memoryLog';
import type { Carried, SetupList } from '../../../src/protocol';
import { type BenchOptions, EngineBench } from './engineBench';

const folder: Carried = { path: 'node_modules/', how: 'copied', bytes: 200, why: 'dependencies', later: true };
const install: SetupList = {
  ...{ kind: 'install', source: 'package-lock.json', steps: ['npm ci'], environment: {}, folder: '' },
  ...{ makes: 'node_modules', digest: 'd2' },
};

/** A copy that goes on when it is told to. */
class HeldCopy implements Dependencies {
  readonly later = [folder];
  readonly times = { begun: 0, ended: 0 };
  private report: (bytes: number) => void = () => undefined;
  private settle: { resolve(): void; reject(error: Error): void } | null = null;

  share(): Promise<null> {
    return Promise.resolve(null);
  }

  copy({ signal, onProgress }: Parameters<Dependencies['copy']>[0]): Promise<Carried[]> {
    this.times.begun += 1;
    this.report = (bytes) => onProgress(bytes, 'node_modules/');
    return new Promise((resolve, reject) => {
      const settle = (act: () => void) => () => {
        this.times.ended += 1;
        act();
      };
      this.settle = { resolve: settle(() => resolve([folder])), reject: (error) => settle(() => reject(error))() };
      signal.addEventListener('abort', () => this.settle?.reject(new Error('aborted')));
    });
  }

  reach(bytes: number): void {
    this.report(bytes);
  }

  finish(): void {
    this.settle?.resolve();
  }

  fail(message: string): void {
    this.settle?.reject(new Error(message));
  }
}

function bench(script: Script, options: BenchOptions = {}): { made: EngineBench; copy: HeldCopy } {
  const copy = new HeldCopy();
  const made = new EngineBench({ script, dependencies: copy, ...options, task: { verify: null, ...options.task } });
  return { made, copy };
}

const shell = (command: string) => ({ tool: 'shell', input: { command } });
const read = (path: string) => ({ tool: 'read_file', input: { path } });
const order = (made: EngineBench) =>
  made.events.flatMap((event) =>
    event.type === 'tool.result' ? [`${event.type} ${event.tool} ${event.outcome}`] : [event.type],
  );

describe('dependencies that are copied while the agent works', () => {
  it('keep no model and no reading waiting, but each command, which says how far the copy is', async () => {
    const { made, copy } = bench(scriptOf([{ calls: [read('a.js')] }, { calls: [shell('npm test')] }, {}]), {
      files: { 'a.js': 'a' },
    });
    const shown: unknown[] = [];
    made.surroundings.onEvent = (event) => {
      if (event.type === 'dependencies.copying') {
        shown.push(event.percent);
        assert.deepEqual(made.ran, []);
        if (event.percent === 0) {
          setImmediate(() => copy.reach(50));
        } else {
          setImmediate(() => copy.finish());
        }
      }
    };
    await made.run();
    assert.deepEqual([shown, made.ran, copy.times.begun], [[0, 25], ['npm test'], 1]);
    assert.deepEqual(made.of('dependencies.copied')[0]?.carried, [folder]);
    const events = order(made);
    const at = ['tool.result read_file ok', 'dependencies.copied', 'tool.result shell ok'].map((type) =>
      events.indexOf(type),
    );
    assert.deepEqual(
      at,
      at.toSorted((one, other) => one - other),
    );
    assert.deepEqual([made.state.copying, made.state.outcome?.kind], [null, 'unverified']);
  });

  it('are never seen in part: a tool that names them waits too', async () => {
    const { made, copy } = bench(scriptOf([{ calls: [read('./node_modules/x.js')] }, {}]), {
      files: { './node_modules/x.js': 'whole' },
    });
    made.surroundings.onEvent = (event) => {
      if (event.type === 'dependencies.copying') {
        setImmediate(() => copy.finish());
      }
    };
    await made.run();
    const events = order(made);
    assert.equal(events.indexOf('dependencies.copied') < events.indexOf('tool.result read_file ok'), true);
  });

  it('need no installing', async () => {
    const { made, copy } = bench(scriptOf([{}]), { setup: { lists: [install] } });
    made.surroundings.onEvent = (event) => {
      if (event.type === 'model.request') {
        copy.finish();
      }
    };
    await made.run();
    assert.deepEqual([made.of('setup.result').map(({ outcome }) => outcome), made.ran], [['unneeded'], []]);
  });

  it('are whole when the task is complete', async () => {
    const { made, copy } = bench(scriptOf([{}]));
    made.surroundings.onEvent = (event) => {
      if (event.type === 'dependencies.copying') {
        setImmediate(() => copy.finish());
      }
    };
    await made.run();
    assert.deepEqual(order(made).slice(-2), ['dependencies.copied', 'finished']);
  });

  it('are copied again by a run after one that was cut off, and never again once they are there', async () => {
    const { made, copy } = bench(scriptOf([{ calls: [shell('npm test')] }, {}]));
    made.surroundings.onEvent = (event) => {
      if (event.type === 'dependencies.copying') {
        made.suspend.abort();
      }
    };
    assert.equal(await made.run(), 'suspended');
    assert.deepEqual([copy.times.begun, copy.times.ended, made.ran], [1, 1, []]);
    const script = scriptOf([{ calls: [shell('npm test')] }, {}, {}]);
    const next = new EngineBench({ script, dependencies: copy, task: { verify: null } });
    next.journal.events.push(...made.events);
    next.surroundings.onEvent = (event) => {
      if (event.type === 'dependencies.copying') {
        setImmediate(() => copy.finish());
      }
    };
    await next.run();
    assert.deepEqual([copy.times.begun, next.of('dependencies.copied').length], [2, 1]);
    next.tell({ type: 'message', text: 'Once more.' });
    await next.resume();
    assert.equal(copy.times.begun, 2);
  });

  it('leave a command unrun that was interrupted before they were there', async () => {
    const { made } = bench(scriptOf([{ calls: [shell('npm test')] }, {}]));
    made.surroundings.onEvent = (event) => {
      if (event.type === 'dependencies.copying') {
        setImmediate(() => made.tell({ type: 'stop' }));
      }
    };
    await made.run();
    assert.deepEqual([made.ran, made.state.outcome?.kind, made.state.copying], [[], 'stopped', null]);
  });

  it('are tried again by the next command when they could not be copied, which the model is told', async () => {
    const { made, copy } = bench(scriptOf([{ calls: [shell('npm test')] }, { calls: [shell('npm test')] }, {}]));
    made.surroundings.onEvent = (event) => {
      if (event.type === 'dependencies.copying') {
        setImmediate(() => (copy.times.begun === 1 ? copy.fail('no space left') : copy.finish()));
      }
    };
    await made.run();
    assert.deepEqual(made.results.slice(0, 1), [
      'shell error: Copying node_modules failed: no space left Retry copies it again.',
    ]);
    assert.deepEqual([copy.times.begun, made.ran, made.state.outcome?.kind], [2, ['npm test'], 'unverified']);
    const failed = made.events.findIndex(({ type }) => type === 'tool.result');
    assert.equal(made.events.slice(0, failed + 1).reduce(foldRun, initialRun).copying, null);
  });

  it('are not said to be copied behind the word that they are', async () => {
    const held = new HeldCopy();
    const notes: unknown[] = [];
    let written: () => void = () => undefined;
    const copy = new DependencyCopy({
      dependencies: held,
      isDone: false,
      isShared: false,
      record: () => new Promise<void>((resolve) => (written = resolve)),
      note: (body) => notes.push(body),
      log: new MemoryLog(),
    });
    copy.start();
    await turn();
    held.finish();
    await turn();
    const ready = copy.ready(new AbortController().signal);
    written();
    await ready;
    assert.deepEqual(notes, []);
  });

  it('are no matter of a fork, whose worktree is another', async () => {
    const { made, copy } = bench(scriptOf([{ calls: [shell('npm test')] }, {}]));
    made.surroundings.onEvent = (event) => {
      if (event.type === 'dependencies.copying') {
        setImmediate(() => copy.finish());
      }
    };
    await made.run();
    const types = forkedJournal(made.events).map(({ type }) => type);
    assert.deepEqual(
      types.filter((type) => type.startsWith('dependencies.')),
      [],
    );
  });
});

/** Shared at once; what puts them into the worktree is written down. */
class SharedAtOnce implements Dependencies {
  readonly later = [folder];
  readonly done: string[] = [];

  share(): Promise<Carried[]> {
    this.done.push('shared');
    return Promise.resolve([{ ...folder, how: 'shared' }]);
  }

  copy(): Promise<Carried[]> {
    this.done.push('placed');
    return Promise.resolve([folder]);
  }
}

describe('dependencies that are shared', () => {
  const sharing = (script: Script, options: BenchOptions = {}): { made: EngineBench; shared: SharedAtOnce } => {
    const shared = new SharedAtOnce();
    return {
      made: new EngineBench({ script, dependencies: shared, ...options, task: { verify: null, ...options.task } }),
      shared,
    };
  };

  it('keep no command waiting and are not copied, neither for it nor for the end, nor shared anew by the next run', async () => {
    const { made, shared } = sharing(scriptOf([{ calls: [shell('npm test')] }, {}, {}]));
    await made.run();
    assert.deepEqual([shared.done, made.ran, made.of('dependencies.copying')], [['shared'], ['npm test'], []]);
    assert.deepEqual(
      made.of('dependencies.shared').map(({ carried }) => carried),
      [[{ ...folder, how: 'shared' }]],
    );
    assert.deepEqual([made.state.shared, made.state.outcome?.kind], [[{ ...folder, how: 'shared' }], 'unverified']);
    made.tell({ type: 'message', text: 'Once more.' });
    await made.resume();
    assert.deepEqual([made.of('dependencies.shared').length, shared.done], [1, ['shared', 'shared']]);
  });

  it('become plain files before a tool reads one, before a command that removes the folder, and never twice', async () => {
    for (const call of [read('node_modules/x.js'), shell('rm -rf node_modules && npm ci')]) {
      const { made, shared } = sharing(scriptOf([{ calls: [call] }, { calls: [call] }, {}]), {
        files: { 'node_modules/x.js': 'x' },
      });
      await made.run();
      assert.deepEqual(shared.done, ['shared', 'placed']);
      const events = order(made);
      assert.equal(
        events.indexOf('dependencies.copied') < events.findIndex((type) => type.startsWith('tool.result')),
        true,
      );
      assert.deepEqual(made.state.shared, []);
    }
  });

  it('become plain files when a command could not remove the folder, and the model is told to run it again', async () => {
    const output = "rm: cannot remove 'node_modules': Device or resource busy\n";
    const { made, shared } = sharing(scriptOf([{ calls: [shell('npm run clean')] }, {}]), {
      commands: { 'npm run clean': () => ({ exitCode: 1, output }) },
    });
    await made.run();
    assert.deepEqual(shared.done, ['shared', 'placed']);
    assert.match(made.results[0] ?? '', /It is a plain folder now: run the command again\./);
  });
});
