import { connect } from 'node:net';
import type { PortBlock } from '../../protocol';

const patienceMs = 300;

/** The ports of the block at which something accepts connections on this machine. */
export async function answeringPorts({ first, count }: PortBlock): Promise<number[]> {
  const ports = Array.from({ length: count }, (_, index) => first + index);
  const answers = await Promise.all(ports.map(answers4and6));
  return ports.filter((_, index) => answers[index]);
}

async function answers4and6(port: number): Promise<boolean> {
  return (await isAnswering(port, '127.0.0.1')) || (await isAnswering(port, '::1'));
}

async function isAnswering(port: number, host: string): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = connect({ port, host, timeout: patienceMs });
    const end = (isThere: boolean) => {
      socket.destroy();
      resolve(isThere);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
    socket.once('timeout', () => end(false));
  });
}
