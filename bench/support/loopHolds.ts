import { monitorEventLoopDelay } from 'node:perf_hooks';

export interface Hold {
  /** Milliseconds of the processor that the loop's thread used between two turns of it, at the most. */
  longestMs: number;
  /** The longest that a timer was late, with all that the machine did besides. */
  longestWallMs: number;
}

/** Watches the event loop of this thread from now on, until `end` is called. */
export function watchLoop(): { end(): Hold } {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  let last = process.threadCpuUsage();
  let longest = 0;
  const look = (): void => {
    const { user, system } = process.threadCpuUsage(last);
    longest = Math.max(longest, user + system);
    last = process.threadCpuUsage();
  };
  const timer = setInterval(look, 1);
  delay.enable();
  return {
    end() {
      look();
      clearInterval(timer);
      delay.disable();
      return { longestMs: longest / 1000, longestWallMs: delay.max / 1e6 };
    },
  };
}
