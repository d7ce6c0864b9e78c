import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ServerScript } from '../../test/fakes/modelScript';
import { ModelServer } from '../../test/fakes/modelServer';

interface SlowModel {
  baseUrl: string;
  stop(): Promise<void>;
}

/** A scripted model behind a door that lets each request wait. */
export async function slowModel(script: ServerScript, delayMs: number): Promise<SlowModel> {
  const model = await ModelServer.start(script);
  const target = new URL(model.baseUrl);
  const door = http.createServer((request, response) => {
    const options = { host: target.hostname, port: target.port, path: request.url, agent: false as const };
    const { method, headers } = request;
    const forwarded = http.request({ ...options, method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    forwarded.on('error', () => response.destroy());
    void sleep(delayMs).then(() => request.pipe(forwarded));
  });
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
  const { port } = door.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}${target.pathname}`,
    stop: async () => {
      door.closeAllConnections();
      door.close();
      await model.stop();
    },
  };
}
