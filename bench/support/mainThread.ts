import type { Page } from 'playwright-core';

export interface MainThread {
  /** Milliseconds that the page's main thread worked. */
  workedMs: number;
  /** What the longest task took of the processor: what it takes on a machine that does nothing else. */
  longestMs: number;
  /** How long the longest task was there, with all that the machine did besides. */
  longestWallMs: number;
}

interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  /** Microseconds, all and on the processor. */
  dur?: number;
  tdur?: number;
  args: { name?: string };
}

/** What the page's main thread does while `act` runs, from the browser's own trace of it. */
export async function mainThreadDuring(page: Page, act: () => Promise<void>): Promise<MainThread> {
  const browser = page.context().browser();
  if (browser === null) {
    throw new Error('the page has no browser of its own');
  }
  await browser.startTracing(page, { categories: ['toplevel'] });
  await act();
  const trace = JSON.parse((await browser.stopTracing()).toString('utf8')) as { traceEvents: TraceEvent[] };
  const tasks = mainTasks(trace.traceEvents);
  if (tasks.length === 0) {
    throw new Error('the trace holds no task of the page');
  }
  const cpu = tasks.map(({ tdur = 0 }) => tdur / 1000);
  return {
    workedMs: cpu.reduce((sum, ms) => sum + ms, 0),
    longestMs: Math.max(...cpu),
    longestWallMs: Math.max(...tasks.map(({ dur = 0 }) => dur / 1000)),
  };
}

function mainTasks(events: readonly TraceEvent[]): TraceEvent[] {
  const threadOf = ({ pid, tid }: TraceEvent): string => `${pid} ${tid}`;
  const isName = ({ name, args }: TraceEvent): boolean => name === 'thread_name' && args.name === 'CrRendererMain';
  const threads = new Set(events.filter(isName).map(threadOf));
  return events.filter(
    (event) => event.name === 'ThreadControllerImpl::RunTask' && event.ph === 'X' && threads.has(threadOf(event)),
  );
}

/** The longest of several measurements, as a sentence. */
export function longestLabel(measured: readonly Pick<MainThread, 'longestMs' | 'longestWallMs'>[]): string {
  const [cpu, wall] = (['longestMs', 'longestWallMs'] as const).map((of) =>
    Math.max(...measured.map((each) => each[of])).toFixed(0),
  );
  return `${cpu} ms of the processor, ${wall} ms with what the machine did besides`;
}
