import assert from 'node:assert/strict';
import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import { listModels } from '../../src/adapters/models/listModels';

const never = new AbortController().signal;

describe('listModels, of something that is no model server', () => {
  let server: http.Server;
  let answer: (response: http.ServerResponse) => void;
  let paths: string[];

  beforeEach(async () => {
    paths = [];
    server = http.createServer((request, response) => {
      paths.push(request.url ?? '');
      answer(response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });

  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  function list(signal = never): Promise<string[]> {
    const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
    return listModels({ provider: 'openai-compatible', baseUrl }, undefined, signal);
  }

  it('finds none in a web page, in other JSON, behind a redirect and where nothing is', async () => {
    const answers: ((response: http.ServerResponse) => void)[] = [
      (response) => response.end('<!doctype html>'),
      (response) => response.end('{"data": [{"id": 7}]}'),
      (response) => response.writeHead(302, { location: '/elsewhere' }).end(),
      (response) => response.writeHead(404).end(),
    ];
    const found: string[][] = [];
    for (answer of answers) {
      found.push(await list());
    }
    assert.deepEqual({ found, paths }, { found: [[], [], [], []], paths: Array(4).fill('/v1/models') });
  });

  it('stops reading what is too long to be a list', async () => {
    answer = (response) => {
      const more = () => {
        while (response.write(Buffer.alloc(100_000, ' ')));
      };
      response.on('drain', more);
      more();
    };
    await assert.rejects(list(), { reason: 'server', message: 'The list of models is too long to be one.' });
  });

  it('throws the reason of an abort', async () => {
    const controller = new AbortController();
    const reason = new Error('closed');
    answer = () => controller.abort(reason);
    await assert.rejects(list(controller.signal), reason);
  });
});
