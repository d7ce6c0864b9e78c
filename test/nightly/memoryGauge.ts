import * as fs from 'node:fs';

const everyMs = 250;

/** Keeps the most memory that any of the processes it is shown has had. Where there is no /proc it is not known. */
export class MemoryGauge {
  private peakKb: number | null = null;
  private readonly timer: NodeJS.Timeout;

  constructor(pidOf: () => number | undefined) {
    this.timer = setInterval(() => this.look(pidOf()), everyMs);
  }

  get text(): string {
    return this.peakKb === null ? 'not known here' : `${Math.round(this.peakKb / 1024)} MB`;
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private look(pid: number | undefined): void {
    const status = `/proc/${pid ?? 0}/status`;
    const kb = fs.existsSync(status) ? /^VmHWM:\s+(\d+) kB$/m.exec(readOrEmpty(status))?.[1] : undefined;
    this.peakKb = kb === undefined ? this.peakKb : Math.max(this.peakKb ?? 0, Number(kb));
  }
}

/** A process may end between two looks. */
function readOrEmpty(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
