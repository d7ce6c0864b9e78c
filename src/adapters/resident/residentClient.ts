import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as net from 'node:net';
import * as path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fromErrorData, TaskError } from '../../core/errors';
import { Emitter } from '../../core/emitter';
import type { Disposable, Log } from '../../core/ports';
import type { HostAnswers } from '../../core/hostPorts';
import type { KeyOf, LiveMessage, ResidentLink } from '../../core/residentPorts';
import type { SecretSource } from '../../core/secrets/secretPorts';
import { type FleetCall, ResidentMessage, type ResidentRequest } from '../../protocol';
import { LineSocket } from './lineSocket';
import { readRecord } from './residentRecord';

interface ClientOptions {
  dataDir: string;
  /** The built command line, which has the process in it. */
  cliPath: string;
  /** Of this extension; a process of another one is asked to end, and its tasks go on in a new one. */
  version: string;
  maxRunning: number;
  keyOf: KeyOf;
  secretsOf: SecretSource;
  host: HostAnswers;
  log: Log;
  /** How long a process that takes a connection may take to say who it is. */
  greetingMs?: number;
}

type Connection = LineSocket<ResidentRequest, ResidentMessage>;

const connectAttempts = 60;
const attemptEveryMs = 250;
const usualGreetingMs = 30_000;
const maxLogBytes = 1024 * 1024;

/** Connects to the process that runs the tasks of a data directory, starting it where there is none, again and again. */
export class ResidentClient implements ResidentLink {
  private readonly calls = new Map<string, (message: Extract<ResidentMessage, { type: 'done' }> | null) => void>();
  private readonly live: Emitter<LiveMessage>;
  private readonly connects: Emitter<undefined>;
  private readonly left = new AbortController();
  private connecting: Promise<Connection> | undefined;
  private lastCall = 0;

  constructor(private readonly options: ClientOptions) {
    const onError = (error: unknown): void => options.log.error('A listener for running tasks failed.', error);
    this.live = new Emitter(onError);
    this.connects = new Emitter(onError);
  }

  async call(call: FleetCall): Promise<void> {
    const connection = await this.connection();
    const callId = `${process.pid}-${++this.lastCall}`;
    const answered = new Promise<Extract<ResidentMessage, { type: 'done' }> | null>((resolve) =>
      this.calls.set(callId, resolve),
    );
    connection.send({ type: 'call', callId, call });
    const done = await Promise.race([answered, connection.closed.then(() => null)]);
    this.calls.delete(callId);
    if (done === null) {
      throw lost('it ended meanwhile');
    }
    if (done.error !== undefined) {
      throw fromErrorData(done.error);
    }
  }

  onLive(listener: (message: LiveMessage) => void): Disposable {
    return this.live.listen(listener);
  }

  onConnect(listener: () => void): Disposable {
    return this.connects.listen(listener);
  }

  dispose(): void {
    this.left.abort();
    void this.connecting?.then(
      (connection) => connection.close(),
      () => undefined,
    );
  }

  private connection(): Promise<Connection> {
    this.connecting ??= this.connect().catch((error: unknown) => {
      this.connecting = undefined;
      throw error;
    });
    return this.connecting;
  }

  private async connect(): Promise<Connection> {
    const { version, log } = this.options;
    let hasRetired = false;
    for (let attempt = 0; attempt < connectAttempts && !this.left.signal.aborted; attempt++) {
      const found = await this.greet();
      if (found?.version === version) {
        this.attend(found.connection);
        return found.connection;
      }
      if (found !== null) {
        if (hasRetired) {
          found.connection.close();
          throw lost(`version ${found.version} is installed where ${version} was expected`);
        }
        hasRetired = true;
        log.info(`The process that runs tasks is of version ${found.version}; one of ${version} takes over.`);
        found.connection.send({ type: 'retire' });
        await found.connection.closed;
      } else if (attempt % 8 === 0) {
        this.start();
      }
      await delay(attemptEveryMs);
    }
    throw lost('it could not be started');
  }

  /** Null when there is no process. Throws when one is there that says nothing: another must not begin beside it. */
  private async greet(): Promise<{ connection: Connection; version: string } | null> {
    const record = await readRecord(this.options.dataDir);
    const socket = record === null ? null : await dial(record.address);
    if (record === null || socket === null) {
      return null;
    }
    const connection: Connection = new LineSocket(socket, ResidentMessage, this.options.log);
    const welcome = new Promise<string>((resolve) => {
      const listening = connection.onMessage((message) => {
        if (message.type === 'welcome') {
          listening.dispose();
          resolve(message.version);
        }
      });
    });
    connection.send({ type: 'hello', token: record.token });
    const { greetingMs = usualGreetingMs } = this.options;
    const waiting = new AbortController();
    const silence = delay(greetingMs, undefined, { ref: false, signal: waiting.signal });
    const version = await Promise.race([welcome, connection.closed.then(() => null), silence]);
    if (version === undefined) {
      connection.close();
      throw silent(record.pid);
    }
    waiting.abort();
    return version === null ? null : { connection, version };
  }

  private attend(connection: Connection): void {
    connection.onMessage((message) => this.receive(connection, message));
    void connection.closed.then(() => {
      this.connecting = undefined;
      if (!this.left.signal.aborted) {
        this.options.log.warn('The process that runs tasks was lost; it is started again.');
        this.connection().catch((error: unknown) => this.options.log.error('It could not be started.', error));
      }
    });
    queueMicrotask(() => this.connects.fire(undefined));
  }

  private receive(connection: Connection, message: ResidentMessage): void {
    switch (message.type) {
      case 'welcome':
        break;
      case 'done':
        this.calls.get(message.callId)?.(message);
        break;
      case 'live':
        this.live.fire(message.message);
        break;
      case 'host':
        this.options.host(message.request, (response) => connection.send({ type: 'host', response }));
        break;
      case 'key.wanted': {
        const { wantId, model } = message;
        void this.options.keyOf(model).then(
          (apiKey) => connection.send({ type: 'key', wantId, apiKey: apiKey ?? null }),
          () => connection.send({ type: 'key', wantId, apiKey: null }),
        );
        break;
      }
      case 'secrets.wanted': {
        const { wantId, names, root } = message;
        void this.options.secretsOf(names, root).then(
          (values) => connection.send({ type: 'secrets', wantId, values }),
          () => connection.send({ type: 'secrets', wantId, values: {} }),
        );
      }
    }
  }

  /** In a session of its own, so that it outlives the window. In VS Code the program is Electron, told to be Node. */
  private start(): void {
    const { cliPath, dataDir, maxRunning, log } = this.options;
    const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1', BACKGROUND_AGENTS_HOME: dataDir };
    const errors = openErrorLog(path.join(dataDir, 'resident.log'));
    const child = spawn(process.execPath, [cliPath, 'serve', '--max-running', String(maxRunning)], {
      cwd: dataDir,
      detached: true,
      stdio: ['ignore', 'ignore', errors],
      windowsHide: true,
      env,
    });
    fs.closeSync(errors);
    child.once('error', (error) => log.error('The process that runs tasks was not started.', error));
    child.unref();
  }
}

/** What the process complains of, for the user alone; begun anew when it has grown long. */
function openErrorLog(file: string): number {
  const size = fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  return fs.openSync(file, size > maxLogBytes ? 'w' : 'a', 0o600);
}

function dial(address: string): Promise<net.Socket | null> {
  return new Promise((resolve) => {
    const socket = net.connect(address);
    socket.once('connect', () => resolve(socket));
    socket.once('error', () => resolve(null));
  });
}

function silent(pid: number): TaskError {
  return new TaskError('runner-lost', `The process that runs the tasks (${pid}) does not answer.`, {
    hint: 'End that process if this stays so; its tasks go on in a new one when you try again.',
  });
}

function lost(why: string): TaskError {
  return new TaskError('runner-lost', `The process that runs the tasks was not reached: ${why}.`, {
    hint: 'Try again. Look into the log of Background Agents if this stays so.',
  });
}
