import type { Page } from 'playwright-core';

export interface MainThread {
  /** Milliseconds that the page's main thread worked. */
  workedMs: number;
  /** The longest task of at least 50 ms; 0 when there was none. */
  longestMs: number;
}

/** What the page's main thread does while `act` runs. */
export async function mainThreadDuring(page: Page, act: () => Promise<void>): Promise<MainThread> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const worked = async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN);
  };
  await page.evaluate(`
    window.longTasks = [];
    window.taskObserver = new PerformanceObserver((list) => window.longTasks.push(...list.getEntries().map(({ duration }) => duration)));
    window.taskObserver.observe({ type: 'longtask' });
  `);
  const before = await worked();
  await act();
  const workedMs = (await worked()) - before;
  const longestMs = await page.evaluate<number>('Math.max(0, ...window.longTasks)');
  await session.detach();
  return { workedMs, longestMs };
}
