import type { Socket } from 'node:net';
import type * as z from 'zod';
import { Emitter } from '../../core/emitter';
import type { Disposable, Log } from '../../core/ports';
import type { ResidentConnection } from '../../core/residentPorts';

/** Longer than any message; a peer that sends more is not one of ours. */
const maxLine = 4 * 1024 * 1024;

/** Messages as JSON lines over a socket. A line that is no message of the schema closes the connection. */
export class LineSocket<Sent, Received> implements ResidentConnection<Sent, Received> {
  readonly closed: Promise<void>;
  private readonly messages: Emitter<Received>;
  private partial = '';

  constructor(
    private readonly socket: Socket,
    private readonly schema: z.ZodType<Received>,
    private readonly log: Log,
  ) {
    this.messages = new Emitter((error) => log.error('A listener for messages between processes failed.', error));
    this.closed = new Promise((resolve) => socket.once('close', () => resolve()));
    socket.setEncoding('utf8').on('data', (text: string) => this.read(text));
    socket.on('error', (error) => log.info(`A connection between processes ended: ${error.message}`));
  }

  send(message: Sent): void {
    if (this.socket.writable) {
      this.socket.write(`${JSON.stringify(message)}\n`);
    }
  }

  onMessage(listener: (message: Received) => void): Disposable {
    return this.messages.listen(listener);
  }

  close(): void {
    this.socket.destroySoon();
  }

  private read(text: string): void {
    const lines = (this.partial + text).split('\n');
    this.partial = lines.pop() ?? '';
    for (const line of lines) {
      const message = parsed(line, this.schema);
      if (message === null) {
        this.refuse('it sent what is no message');
        return;
      }
      this.messages.fire(message);
    }
    if (this.partial.length > maxLine) {
      this.refuse('it sent a line without an end');
    }
  }

  private refuse(why: string): void {
    this.log.warn(`A connection between processes was closed: ${why}.`);
    this.partial = '';
    this.socket.destroy();
  }
}

function parsed<T>(line: string, schema: z.ZodType<T>): T | null {
  try {
    return schema.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    return null;
  }
}
