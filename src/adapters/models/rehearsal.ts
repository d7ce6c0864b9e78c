import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { ModelError } from '../../core/errors';
import type { ModelClient, ModelMessage, ModelRequest } from '../../core/models/modelPorts';
import { rehearsalScript, sampleLines, sampleTask } from './rehearsalScript';
import { ScriptPlayer, turnsPlayed } from './scriptPlayer';
import type { Pace, ScriptedTurn } from './scriptPlayer';

const connect = 'To have other work done, connect a real model with Connect a Model, or delegate a shell command.';

/** A pace at which a person can follow. */
const readable: Pace = (piece, signal) =>
  sleep(piece === 'text' ? 35 : 350, undefined, { signal }).catch(() => signal.throwIfAborted());

/**
 * The rehearsal model: it plays a written job on the sample project and nothing else. Which turn it plays follows from
 * the conversation, so that a resumed task goes on where it was.
 */
export function createRehearsal(pace: Pace = readable): ModelClient {
  return new ScriptPlayer(nextTurn, pace);
}

function nextTurn({ messages }: ModelRequest): ScriptedTurn {
  const first = messages.find((message) => message.role === 'user');
  if (first === undefined || !plain(first.text).includes(plain(sampleTask))) {
    throw new ModelError('refused', 'The rehearsal model is scripted: it plays the sample task and can do no other.', {
      hint: connect,
    });
  }
  if (messages.flatMap(readings).some(isUnexpected)) {
    throw new ModelError('refused', 'The rehearsal model plays the sample project as it was made; this one differs.', {
      hint: `Run it in a fresh copy of the sample. ${connect}`,
    });
  }
  return rehearsalScript[turnsPlayed(messages)] ?? { text: `This is the end of the script. ${connect}` };
}

interface Reading {
  path: string;
  text: string;
}

const Input = z.looseObject({ path: z.string() });

/** The files that were read before this message, with their text. */
function readings(message: ModelMessage, at: number, all: readonly ModelMessage[]): Reading[] {
  const before = all[at - 1];
  if (message.role !== 'tool' || before?.role !== 'assistant') {
    return [];
  }
  return message.results.flatMap(({ callId, tool, text, isError }) => {
    const call = before.calls.find((made) => made.callId === callId);
    return tool === 'read_file' && call !== undefined && !isError
      ? [{ path: Input.parse(JSON.parse(call.input)).path, text }]
      : [];
  });
}

function isUnexpected({ path, text }: Reading): boolean {
  return (sampleLines[path] ?? []).some((line) => !text.includes(line));
}

function plain(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
