import type { Fault, ServerTurn } from '../fakes/modelScript';

const lines = 6000;

/** What a repository has to hold for the job. */
export const longJobFiles: Readonly<Record<string, string>> = {
  'big.txt': Array.from(
    { length: lines },
    (_, index) => `Line ${index} of a long file that the agent reads on and on.`,
  ).join('\n'),
};

/** Fails unless every note is there, and every line of the ledger is there once. */
export const longJobCheck =
  'test "$(ls notes | wc -l) $(wc -l < ledger.txt) $(sort -u ledger.txt | wc -l)" = "$(cat total.txt)"';

interface Message {
  role: string;
  content: string;
  tool_call_id?: string;
}

interface LongJobOptions {
  /** Whether there is a step after so many. */
  goesOn: (steps: number) => boolean;
  /** What goes wrong with the next answer, when so many steps were made and so many answers have failed. */
  fault: (steps: number, faults: number) => Fault | null;
  writeEvery: number;
  appendEvery: number;
  /** How long an answer takes; at once unless given. */
  pauseMs?: number;
}

/**
 * The model of a task that goes on and on, in OpenAI's form: reads on, writes a note now and then, lets a command write
 * to a ledger, and sums up when it is told to. A call that it finds no result of, because the agent was killed, it makes
 * again; a line of the ledger only if it is not there.
 */
export class LongJob {
  readonly counts = { steps: 0, faults: 0, summaries: 0, notes: 0, lines: 0, madeAgain: 0 };
  private isLast = false;
  private open: { id: string; attempt: number } | null = null;

  constructor(private readonly options: LongJobOptions) {}

  readonly answer = (body: unknown): ServerTurn => {
    const turn = this.turn((body as { messages: Message[] }).messages);
    const { pauseMs } = this.options;
    return pauseMs === undefined ? turn : { ...turn, pauseMs };
  };

  private turn(messages: readonly Message[]): ServerTurn {
    if (messages.at(-1)?.content.startsWith('The conversation has grown too long') === true) {
      this.counts.summaries += 1;
      return { text: `Read up to step ${this.counts.steps}.` };
    }
    const fault = this.options.fault(this.counts.steps, this.counts.faults);
    if (fault !== null) {
      this.counts.faults += 1;
      return { text: 'Reading on.', calls: [{ tool: 'read_file', input: { path: 'big.txt' } }], fault };
    }
    const attempt = this.attempt(messages);
    if (attempt > 1) {
      this.counts.madeAgain += 1;
    } else if (!this.begin()) {
      return { text: 'All done.' };
    }
    const id = `step-${this.counts.steps}-${attempt}`;
    this.open = { id, attempt };
    return { text: `Step ${this.counts.steps}.`, calls: [this.call(attempt)], callIds: [id] };
  }

  /** Counts from 1; more when what came of the step is not known. */
  private attempt(messages: readonly Message[]): number {
    if (this.open === null) {
      return 1;
    }
    const { id, attempt } = this.open;
    const result = messages.findLast((message) => message.tool_call_id === id);
    return result === undefined || result.content.startsWith('Interrupted, outcome unknown') ? attempt + 1 : 1;
  }

  /** Goes on to the next step; false when the job is over. The last one writes down what must be there. */
  private begin(): boolean {
    if (this.isLast) {
      return false;
    }
    this.isLast = !this.options.goesOn(this.counts.steps);
    this.counts.steps += 1;
    if (!this.isLast) {
      this.counts.notes += this.counts.steps % this.options.writeEvery === 0 ? 1 : 0;
      this.counts.lines += this.kind() === 'append' ? 1 : 0;
    }
    return true;
  }

  private kind(): 'note' | 'append' | 'read' {
    const { writeEvery, appendEvery } = this.options;
    return this.counts.steps % writeEvery === 0 ? 'note' : this.counts.steps % appendEvery === 0 ? 'append' : 'read';
  }

  private call(attempt: number): { tool: string; input: Readonly<Record<string, unknown>> } {
    const { counts } = this;
    const { steps } = counts;
    if (this.isLast) {
      const content = `${counts.notes} ${counts.lines} ${counts.lines}\n`;
      return { tool: 'write_file', input: { path: 'total.txt', content } };
    }
    switch (this.kind()) {
      case 'note':
        return { tool: 'write_file', input: { path: `notes/${steps}.txt`, content: `Step ${steps}.\n` } };
      case 'append': {
        const append = `echo ${steps} >> ledger.txt`;
        return {
          tool: 'shell',
          input: { command: attempt === 1 ? append : `grep -qx ${steps} ledger.txt || ${append}` },
        };
      }
      case 'read':
        return { tool: 'read_file', input: { path: 'big.txt', from: 1 + (steps % (lines - 20)), count: 20 } };
    }
  }
}
