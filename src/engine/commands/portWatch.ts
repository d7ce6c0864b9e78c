import type { SandboxReport } from '../../protocol';
import type { Session } from '../session';

const everyMs = 1000;

/**
 * Records which of the task's ports answer while `run` goes on, and that none does when it is over. A command without the
 * network of this machine can't be reached, so it is not watched.
 */
export async function whileWatchingPorts<T>(
  session: Session,
  { network, report }: { network: boolean; report: SandboxReport },
  run: () => Promise<T>,
): Promise<T> {
  const { leased } = session.ports;
  if (leased.block === null || (!network && report.kind !== 'none')) {
    return await run();
  }
  const over = new AbortController();
  const watching = watch(session, over.signal);
  try {
    return await run();
  } finally {
    over.abort();
    await watching;
    tell(session, []);
  }
}

async function watch(session: Session, over: AbortSignal): Promise<void> {
  const { clock, leased, log } = session.ports;
  const isOver = () => over.aborted;
  while (!isOver()) {
    try {
      await clock.sleep(everyMs, over);
      const ports = await leased.listening();
      if (!isOver()) {
        tell(session, ports);
      }
    } catch (error) {
      if (!isOver()) {
        log.error('The ports of a task are no longer watched.', error);
        return;
      }
    }
  }
}

function tell(session: Session, ports: number[]): void {
  if (ports.join() !== session.state.listening.join()) {
    session.note({ type: 'ports.listening', ports });
  }
}
