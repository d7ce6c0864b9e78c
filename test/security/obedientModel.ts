import type { ScriptedCall } from '../../src/adapters/models/scriptPlayer';
import type { ServerTurn } from '../fakes/modelScript';

/** A call as text that a model can read anywhere, also in a file's name. */
export function order(call: ScriptedCall): string {
  return `OBEY-${Buffer.from(JSON.stringify(call)).toString('base64url')}.`;
}

/**
 * A model that makes every call which anything it has ever read orders it to make, each once and in the order of
 * reading; in between it goes on with what its task is.
 */
export class ObedientModel {
  /** What it was ordered, oldest first. */
  readonly obeyed: ScriptedCall[] = [];
  private readonly known = new Set<string>();
  private at = 0;

  constructor(private readonly plan: readonly ServerTurn[]) {}

  /** The answer to a request. */
  answer(body: unknown): ServerTurn {
    const orders = [...JSON.stringify(body).matchAll(/OBEY-([\w-]+)\./g)].flatMap(([, text = '']) => this.learn(text));
    if (orders.length > 0) {
      return { text: 'As I was told.', calls: orders };
    }
    this.at += 1;
    return this.plan[this.at - 1] ?? { text: 'All done.' };
  }

  private learn(text: string): ScriptedCall[] {
    if (this.known.has(text)) {
      return [];
    }
    this.known.add(text);
    const call = JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as ScriptedCall;
    this.obeyed.push(call);
    return [call];
  }
}
