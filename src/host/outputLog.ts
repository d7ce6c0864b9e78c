import * as vscode from 'vscode';
import type { Log } from '../core/ports';

/** The output channel "Background Agents". */
export class OutputLog implements Log {
  private readonly channel = vscode.window.createOutputChannel('Background Agents', { log: true });

  info(message: string): void {
    this.channel.info(message);
  }

  warn(message: string): void {
    this.channel.warn(message);
  }

  error(message: string, error?: unknown): void {
    this.channel.error(error instanceof Error ? (error.stack ?? error.message) : message);
  }

  show(): void {
    this.channel.show(true);
  }

  dispose(): void {
    this.channel.dispose();
  }
}
