import assert from 'node:assert/strict';
import { scriptOf, ScriptPlayer } from '../../../src/adapters/models/scriptPlayer';
import { ModelError } from '../../../src/core/errors';
import type { ModelClient } from '../../../src/core/models/modelPorts';
import type { RequestGate } from '../../../src/core/scheduling/gatePorts';
import type { Hold } from '../../../src/protocol';
import { EngineBench } from './engineBench';

const noCheck = { verify: null };

/** Holds the first request until it is opened. */
class Gate implements RequestGate {
  readonly did: string[] = [];
  open: () => void = () => undefined;
  private readonly opened = new Promise<void>((resolve) => (this.open = resolve));

  constructor(private hold: Hold | null) {}

  look(): Promise<Hold | null> {
    this.did.push('look');
    return Promise.resolve(this.hold);
  }

  async pass(_: unknown, signal: AbortSignal): Promise<void> {
    this.did.push('pass');
    const aborted = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
    await Promise.race([this.opened, aborted]);
    signal.throwIfAborted();
    this.hold = null;
  }

  refused(_: unknown, delayMs: number): Promise<void> {
    this.did.push(`refused ${delayMs}`);
    return Promise.resolve();
  }
}

describe('an agent that may not ask its model', () => {
  it('says so, waits, and goes on', async () => {
    const gate = new Gate({ why: 'paused' });
    const made = new EngineBench({ script: scriptOf([{ text: 'Done.' }]), task: noCheck, gate });
    const seen: unknown[] = [];
    made.surroundings.onEvent = (event) => {
      if (event.type === 'held' && event.hold !== null) {
        seen.push([made.state.progress, made.requests.length]);
        gate.open();
      }
    };
    await made.run();
    assert.deepEqual(seen, [[{ kind: 'held', hold: { why: 'paused' } }, 0]]);
    assert.deepEqual(
      made.of('held').map(({ hold }) => hold),
      [{ why: 'paused' }, null],
    );
    assert.deepEqual([made.requests.length, made.state.outcome, made.state.held], [1, { kind: 'unverified' }, null]);
  });

  it('is stopped while it waits', async () => {
    const gate = new Gate({ why: 'rate', delayMs: 10 });
    const made = new EngineBench({ script: scriptOf([{}]), task: noCheck, gate });
    made.surroundings.onEvent = (event) => {
      if (event.type === 'held') {
        setImmediate(() => made.tell({ type: 'stop' }));
      }
    };
    await made.run();
    assert.deepEqual([made.requests.length, made.state.outcome], [0, { kind: 'stopped' }]);
  });

  it('asks another model when it is changed while it waits', async () => {
    const gate = new Gate({ why: 'rate', delayMs: 10 });
    const made = new EngineBench({ script: scriptOf([{ text: 'Done.' }]), task: noCheck, gate });
    made.surroundings.onEvent = (event) => {
      if (event.type === 'held' && event.hold !== null) {
        setImmediate(() => {
          gate.look = () => Promise.resolve(null);
          made.tell({ type: 'model', model: { provider: 'openai', name: 'other' } });
        });
      }
    };
    await made.run();
    assert.deepEqual(
      made.requests.map(({ model }) => model.name),
      ['other'],
    );
  });

  it('does not work for the time, so its minutes are not used up by it', async () => {
    const gate = new Gate({ why: 'paused' });
    const made = new EngineBench({ script: scriptOf([{ text: 'Done.' }]), task: noCheck, gate });
    made.surroundings.onEvent = (event) => {
      if (event.type === 'held' && event.hold !== null) {
        made.time.now = new Date(made.time.now.getTime() + 3_600_000);
        gate.open();
      }
    };
    await made.run();
    assert.ok(made.state.budget.ranMs < 3_600_000, String(made.state.budget.ranMs));
  });

  it('tells the others that the provider takes no more, and takes its turn with them', async () => {
    const gate = new Gate(null);
    gate.open();
    const player = new ScriptPlayer(scriptOf([{ text: 'Done.' }]));
    const refusals = [
      new ModelError('rate-limit', 'Too many.', { retryAfterMs: 700 }),
      new ModelError('overloaded', 'No.'),
    ];
    const model: ModelClient = {
      stream(request, signal) {
        const refusal = refusals.shift();
        if (refusal !== undefined) {
          throw refusal;
        }
        return player.stream(request, signal);
      },
    };
    const made = new EngineBench({ model, task: noCheck, gate });
    await made.run();
    // A turn that is not taken would let the next request through, too.
    assert.deepEqual(gate.did, ['look', 'refused 700', 'pass', 'look', 'pass', 'look']);
    assert.deepEqual(made.state.outcome, { kind: 'unverified' });
  });
});
