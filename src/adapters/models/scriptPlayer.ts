import type { CallId, Usage } from '../../protocol';
import type { ModelClient, ModelMessage, ModelPart, ModelRequest } from '../../core/models/modelPorts';

/** `input` is sent as JSON; a string is sent as it stands, so that a script can hold malformed arguments. */
export interface ScriptedCall {
  tool: string;
  input: string | Readonly<Record<string, unknown>>;
}

/** What a scripted model answers to one request. Its `stop` follows from its calls unless it is given. */
export interface ScriptedTurn {
  text?: string;
  calls?: readonly ScriptedCall[];
  stop?: Extract<ModelPart, { kind: 'end' }>['stop'];
  usage?: Partial<Usage>;
}

/** Chooses the answer from the conversation alone, so that a resumed task goes on where it was. May throw `ModelError`. */
export type Script = (request: ModelRequest) => ScriptedTurn;

/** Waits before a piece of text or a call is sent; rejects when the signal is aborted. */
export type Pace = (piece: 'text' | 'call', signal: AbortSignal) => Promise<void>;

const noUsage: Usage = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 };

/** How many answers the conversation holds already: the number of the turn to play, from 0. */
export function turnsPlayed(messages: readonly ModelMessage[]): number {
  return messages.filter((message) => message.role === 'assistant').length;
}

export function callInput(call: ScriptedCall): string {
  return typeof call.input === 'string' ? call.input : JSON.stringify(call.input);
}

export function stopOf(turn: ScriptedTurn): Extract<ModelPart, { kind: 'end' }>['stop'] {
  return turn.stop ?? ((turn.calls ?? []).length > 0 ? 'tools' : 'end');
}

/** Words with the white space that follows them, as a streaming model would send them. */
export function piecesOf(text: string): string[] {
  return text.match(/\S+\s*|\s+/g) ?? [];
}

/** A model that plays a script: no network, no tokens. */
export class ScriptPlayer implements ModelClient {
  constructor(
    private readonly script: Script,
    private readonly pace: Pace = () => Promise.resolve(),
  ) {}

  async *stream(request: ModelRequest, signal: AbortSignal): AsyncGenerator<ModelPart> {
    signal.throwIfAborted();
    const turn = this.script(request);
    for (const text of piecesOf(turn.text ?? '')) {
      await this.pace('text', signal);
      signal.throwIfAborted();
      yield { kind: 'text', text };
    }
    const number = turnsPlayed(request.messages) + 1;
    for (const [index, call] of (turn.calls ?? []).entries()) {
      await this.pace('call', signal);
      signal.throwIfAborted();
      const callId = `call-${number}-${index + 1}` as CallId;
      yield { kind: 'call', callId, tool: call.tool, input: callInput(call) };
    }
    yield { kind: 'end', stop: stopOf(turn), usage: { ...noUsage, ...turn.usage } };
  }
}

/** Plays the turns one after another, whatever the conversation says. Throws when there is none left. */
export function scriptOf(turns: readonly ScriptedTurn[]): Script {
  return ({ messages }) => {
    const number = turnsPlayed(messages);
    const turn = turns[number];
    if (turn === undefined) {
      throw new RangeError(`The script has ${turns.length} turns; turn ${number + 1} was asked for.`);
    }
    return turn;
  };
}
