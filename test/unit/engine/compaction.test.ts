import assert from 'node:assert/strict';
import { ScriptPlayer, type ScriptedTurn } from '../../../src/adapters/models/scriptPlayer';
import { ModelError } from '../../../src/core/errors';
import type { ModelClient, ModelMessage, ModelRequest } from '../../../src/core/models/modelPorts';
import { EngineBench } from './engineBench';

const noCheck = { verify: null };
const limits = { maxTurns: 1000, verifyRounds: 3 };
const isSummaryOrder = (message: ModelMessage | undefined) =>
  message?.role === 'user' && message.text.startsWith('The conversation has grown too long');

/** Runs a command; no two calls are the same, so that the task does not look as if it went round in a circle. */
function shell(command: string): ScriptedTurn {
  shells.count = (shells.count % 3600) + 1;
  return { calls: [{ tool: 'shell', input: { command, timeout_seconds: shells.count } }] };
}

const shells = { count: 0 };

/** Plays turns in order, whatever the conversation says, and sums up when it is told to. */
function model(turns: readonly (ScriptedTurn | Error)[], sumUp: () => ScriptedTurn = () => ({ text: 'Summed up.' })) {
  const left = [...turns];
  const answer = (request: ModelRequest): ScriptedTurn => {
    if (isSummaryOrder(request.messages.at(-1))) {
      return sumUp();
    }
    const turn = left.shift() ?? { text: 'Done.' };
    if (turn instanceof Error) {
      throw turn;
    }
    return turn;
  };
  let number = 0;
  const client: ModelClient = {
    async *stream(request, signal) {
      number += 1;
      for await (const part of new ScriptPlayer(answer).stream(request, signal)) {
        yield part.kind === 'call' ? { ...part, callId: `${part.callId}-${number}` as typeof part.callId } : part;
      }
    },
  };
  return client;
}

function bench(turns: readonly (ScriptedTurn | Error)[], contextTokens: number, sumUp?: () => ScriptedTurn) {
  let builds = 0;
  return new EngineBench({
    model: model(turns, sumUp),
    task: { ...noCheck, limits: { ...limits, contextTokens } },
    commands: { make: () => ({ output: String(++builds).padStart(4000, 'x') }) },
  });
}

const kinds = (made: EngineBench) => made.of('compacted').map((event) => event.kind);
const tooLong = () => new ModelError('context-length', 'The request is longer than it can take.');

describe('making room in the conversation', () => {
  it('leaves out old outputs first, and asks for no summary when that is enough', async () => {
    const made = bench(
      Array.from({ length: 9 }, () => shell('make')),
      12_000,
    );
    await made.run();
    assert.deepEqual(kinds(made), ['outputs']);
    const results = made.requests
      .at(-1)
      ?.messages.flatMap((message) =>
        message.role === 'tool' ? message.results.map(({ text }) => text.length > 1000) : [],
      );
    const full = results?.filter(Boolean).length ?? 0;
    assert.ok(full >= 2 && full < 9, String(full));
    assert.deepEqual(results, [...Array<boolean>(9 - full).fill(false), ...Array<boolean>(full).fill(true)]);
  });

  it('keeps the beginning of each request as it was, but for where room was made', async () => {
    const made = bench(
      Array.from({ length: 60 }, (_, index) => ({ ...shell('make'), text: `Step ${index}.` })),
      24_000,
    );
    await made.run();
    const changes = made.requests.slice(1).flatMap((request, index) => {
      const before = made.requests[index];
      const isSame =
        JSON.stringify(request.messages.slice(0, before?.messages.length)) === JSON.stringify(before?.messages);
      const frames = [request, before].map((one) => JSON.stringify([one?.system, one?.tools]));
      assert.equal(frames[0], frames[1]);
      return isSame ? [] : [index + 2];
    });
    const outputs = made.of('compacted').length;
    assert.ok(outputs >= 2 && outputs <= 8, String(outputs));
    assert.equal(changes.length, outputs);
  });

  it('asks for a summary when there are no outputs to leave out, and keeps what the person said', async () => {
    const talk = Array.from({ length: 9 }, (_, index) => ({ ...shell('true'), text: `${index} `.repeat(2500) }));
    const made = bench(talk, 8000);
    made.surroundings.onEvent = (event) => {
      if (event.type === 'tool.result' && made.of('tool.result').length === 1) {
        made.tell({ type: 'message', text: 'Mind the docs.' });
      }
    };
    await made.run();
    assert.deepEqual([...new Set(kinds(made))], ['summary']);
    const last = made.requests.at(-1)?.messages ?? [];
    assert.deepEqual(last[0], { role: 'user', text: made.task.prompt });
    assert.match(
      last[1]?.role === 'user' ? last[1].text : '',
      /The person wrote, in this order:\n\nMind the docs\.\n\nThe work so far:\n\nSummed up\.$/,
    );
    assert.deepEqual(made.state.outcome, { kind: 'unverified' });
    assert.equal(made.of('user.message').length, 2);
  });

  it('asks for the summary with the same beginning, so that the cache holds', async () => {
    const talk = Array.from({ length: 9 }, (_, index) => ({ ...shell('true'), text: `${index} `.repeat(2500) }));
    const made = bench(talk, 8000);
    await made.run();
    const at = made.requests.findIndex(({ messages }) => isSummaryOrder(messages.at(-1)));
    const [before, request] = [made.requests[at - 1], made.requests[at]];
    assert.ok(before !== undefined && request !== undefined);
    assert.deepEqual(request.messages.slice(0, before.messages.length), before.messages);
    assert.deepEqual([request.system, request.tools], [before.system, before.tools]);
  });

  it('makes room and asks once more when the provider says that the request is too long', async () => {
    const made = bench([shell('make'), shell('make'), shell('make'), tooLong(), {}], 200_000);
    await made.run();
    assert.deepEqual(kinds(made), ['outputs', 'summary']);
    assert.deepEqual(
      made.of('retry').map(({ attempt, delayMs, error }) => [attempt, delayMs, error.reason]),
      [[1, 0, 'context-length']],
    );
    assert.deepEqual(made.state.outcome, { kind: 'unverified' });
  });

  it('gives up when the request is too long even then', async () => {
    const made = bench([shell('make'), tooLong(), tooLong()], 200_000);
    await made.run();
    assert.equal(made.state.outcome?.kind === 'failed' && made.state.outcome.error.reason, 'context-length');
    assert.deepEqual(kinds(made), ['summary']);
  });

  it('lists what was done by itself when even the request for a summary is too long', async () => {
    const made = bench([{ ...shell('make'), text: 'I build it.' }, tooLong(), {}], 200_000, () => {
      throw tooLong();
    });
    await made.run();
    const [compacted] = made.of('compacted');
    assert.ok(compacted?.kind === 'summary');
    assert.equal(compacted.by, 'journal');
    assert.match(compacted.text, /- I build it\.\n.*\n- shell \{"command":"make",.*\}$/s);
    assert.deepEqual(made.state.outcome, { kind: 'unverified' });
  });

  it('asks again for a summary that failed for a while', async () => {
    let asked = 0;
    const talk = Array.from({ length: 9 }, (_, index) => ({ ...shell('true'), text: `${index} `.repeat(2500) }));
    const made = bench(talk, 8000, () => {
      asked += 1;
      if (asked === 1) {
        throw new ModelError('overloaded', 'It is overloaded.');
      }
      return { text: 'Summed up.' };
    });
    await made.run();
    assert.equal(made.of('retry').length, 1);
    assert.ok(kinds(made).includes('summary'));
    assert.deepEqual(made.state.outcome, { kind: 'unverified' });
  });

  it('comes to the same wherever the process dies meanwhile', async () => {
    const turns = Array.from({ length: 8 }, (_, index) => ({
      calls: [{ tool: 'read_file', input: { path: 'a.txt', count: index + 1 } }],
      text: `${index} `.repeat(1500),
    }));
    const fresh = (): EngineBench => {
      const made: EngineBench = new EngineBench({
        model: answeringByJournal(() => made, turns),
        task: { ...noCheck, limits: { ...limits, contextTokens: 8000 } },
        files: { 'a.txt': 'x'.repeat(4000) },
      });
      return made;
    };
    const whole = fresh();
    await whole.run();
    const told = (made: EngineBench) =>
      made.of('compacted').map(({ kind, ...event }) => [kind, 'text' in event && event.text]);
    assert.ok(kinds(whole).includes('summary'));
    for (let at = 1; at <= whole.events.length; at += 1) {
      for (const when of ['before', 'after'] as const) {
        const made = fresh();
        await made.run({ at, when }).catch(() => 'killed');
        await made.run();
        assert.deepEqual(made.state.outcome, { kind: 'unverified' }, `${at} ${when}`);
        assert.deepEqual(told(made), told(whole), `${at} ${when}`);
      }
    }
  });

  it('ends a long task verified over three summaries', async () => {
    const turns = Array.from({ length: 160 }, (_, index) => ({
      calls: [{ tool: 'write_file', input: { path: `f${index}.txt`, content: `${index}\n`.repeat(200) } }],
      text: `I write file ${index}.`,
    }));
    const made = new EngineBench({
      model: model(turns),
      task: { verify: 'npm test', limits: { ...limits, contextTokens: 16_000 } },
    });
    await made.run();
    assert.equal(made.state.outcome?.kind, 'verified');
    assert.ok(kinds(made).filter((kind) => kind === 'summary').length >= 3, kinds(made).join());
    assert.equal(made.files.content.size, 160);
    const chars = made.requests.map(({ messages }) => JSON.stringify(messages).length);
    assert.ok(Math.max(...chars) < 16_000 * 8, String(Math.max(...chars)));
  });
});

/** The next turn by what the journal holds, so that a process that died goes on with the right one. */
function answeringByJournal(made: () => EngineBench, turns: readonly ScriptedTurn[]): ModelClient {
  return {
    stream: (request, signal) => {
      const number = made().of('message.end').length;
      const turn = isSummaryOrder(request.messages.at(-1))
        ? { text: 'Summed up.' }
        : (turns[number] ?? { text: 'Done.' });
      return withIds(new ScriptPlayer(() => turn).stream(request, signal), number);
    },
  };
}

async function* withIds(parts: ReturnType<ModelClient['stream']>, number: number): ReturnType<ModelClient['stream']> {
  for await (const part of parts) {
    yield part.kind === 'call' ? { ...part, callId: `${part.callId}-${number}` as typeof part.callId } : part;
  }
}
