import * as assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import type { ServerTurn } from '../fakes/modelScript';
import { ModelServer, unusedBaseUrl } from '../fakes/modelServer';
import { ahead, apiKey, call, type Desk, done, type Ended, Place, shell } from './badLuckPlace';

interface Trouble {
  turns: ServerTurn[];
  provider?: 'anthropic';
  /** Lines of the screen, `{model}` being the address of the model. */
  says: RegExp[];
  /** The reason the task fails for; without one it completes after all. */
  reason?: string;
  requests: number;
}

const once = shell('echo run >> runs.txt');
const failing = (status: number, rest: object = {}): ServerTurn => ({ fault: { kind: 'status', status, ...rest } });
const faulty = (kind: 'overload' | 'cut' | 'unfinished' | 'garbage'): ServerTurn => ({ ...once, fault: { kind } });
const six = (turn: ServerTurn): ServerTurn[] => Array.from({ length: 6 }, () => turn);
/** Trouble before the first answer, then an answer that counts how often its command is run. */
const then = (...turns: ServerTurn[]): ServerTurn[] => [...turns, once, done];

const troubles: Record<string, Trouble> = {
  'a key that is refused': {
    turns: [failing(401)],
    says: [/^Failed: \{model\} refused the key\.$/m],
    reason: 'auth',
    requests: 1,
  },
  'a key that may not': {
    turns: [failing(403, { message: 'No access to test.' })],
    provider: 'anthropic',
    says: [/^Failed: \{model\} does not allow this key to use test: No access to test\.$/m],
    reason: 'auth',
    requests: 1,
  },
  'an unknown model': {
    turns: [failing(404)],
    says: [/^Failed: \{model\} knows no model named test, or nothing at this address\.$/m],
    reason: 'not-found',
    requests: 1,
  },
  'a redirect elsewhere': {
    turns: [failing(307, { location: 'http://127.0.0.1:9/v1' })],
    says: [/^Failed: \{model\} sends requests on to another address, which is not followed\.$/m],
    reason: 'bad-request',
    requests: 1,
  },
  'an account without credit': {
    turns: [failing(429, { type: 'insufficient_quota', message: 'You exceeded your quota.' })],
    says: [/^Failed: \{model\} refused the request: You exceeded your quota\.$/m],
    reason: 'bad-request',
    requests: 1,
  },
  'a rate limit of a second': {
    turns: then(failing(429, { retryAfter: '1' })),
    says: [/^ {2}\{model\} takes no more requests for now: .*\. Trying again in \d+(\.\d)? s\.$/m],
    requests: 3,
  },
  'a rate limit of hours': {
    turns: [failing(429, { retryAfter: '7200' })],
    provider: 'anthropic',
    says: [/^Failed: \{model\} takes no more requests for now/m],
    reason: 'rate-limit',
    requests: 1,
  },
  'a server that always fails': {
    turns: six(failing(500, { retryAfter: '0' })),
    says: [/^ {2}\{model\} failed to answer\. Trying again in/m, /^Failed: \{model\} failed to answer/m],
    reason: 'server',
    requests: 6,
  },
  'an overload before the answer': {
    turns: then(failing(529, { retryAfter: '0' })),
    provider: 'anthropic',
    says: [/^ {2}\{model\} is overloaded\. Trying again in/m],
    requests: 3,
  },
  'an overload in the middle of an answer': {
    turns: then(faulty('overload')),
    provider: 'anthropic',
    says: [/^ {2}\{model\} is overloaded\. Trying again in/m],
    requests: 3,
  },
  'a cut in the middle of a call': {
    turns: then(faulty('cut')),
    says: [/^ {2}The answer of \{model\} was cut off before its end\. Trying again in/m],
    requests: 3,
  },
  'an answer that ends cleanly in the middle': {
    turns: then(faulty('unfinished')),
    provider: 'anthropic',
    says: [/^ {2}The answer of \{model\} was cut off before its end\. Trying again in/m],
    requests: 3,
  },
  'an answer that is no JSON': {
    turns: then(faulty('garbage')),
    says: [/^ {2}.*\{model\}.* Trying again in/m],
    requests: 3,
  },
  'an answer that the provider filters': {
    turns: [{ text: 'I must', stop: 'filter' }],
    says: [/^Failed: The provider's content filter ended the answer\.$/m],
    reason: 'refused',
    requests: 1,
  },
};

describe('a model in trouble', () => {
  let place: Place;
  let ended: (name: string) => Promise<Ended>;

  before(async () => {
    const scripts = Object.entries(troubles).map(([name, { turns }]) => [`«${name}»`, turns]);
    place = await Place.open(Object.fromEntries(scripts) as Record<string, ServerTurn[]>);
    ended = ahead(Object.keys(troubles), async (name) => {
      const variable = troubles[name]?.provider === 'anthropic' ? 'ANTHROPIC_API_KEY' : 'OPENAI_API_KEY';
      const desk = await place.desk({ [variable]: apiKey });
      const provider = troubles[name]?.provider ?? 'openai-compatible';
      return desk.run(desk.task(`Count «${name}»`, '--model', `${provider}/test`));
    });
  });

  after(async () => {
    place.assertKept();
    await place.close();
  });

  for (const [name, { says, reason, requests }] of Object.entries(troubles)) {
    it(`says what is wrong with ${name}`, async () => {
      const { status, out, err, shown } = await ended(name);
      const screen = out.replaceAll(place.server.baseUrl, '{model}');
      says.forEach((line) => assert.match(screen, line));
      assert.equal(err, '');
      assert.equal(place.bodiesOf(`«${name}»`).length, requests);
      if (reason === undefined) {
        assert.deepEqual([status, shown.state], [0, { kind: 'complete', result: { kind: 'unverified' } }]);
        assert.equal(await fs.readFile(`${shown.worktree ?? ''}/runs.txt`, 'utf8'), 'run\n');
      } else {
        assert.equal(status, 1);
        assert.ok(shown.state.kind === 'failed');
        const { error } = shown.state;
        assert.deepEqual([error.domain, error.reason, error.audience], ['model', reason, 'user']);
        assert.ok(out.includes(`\n${error.hint ?? 'no hint'}\n`), out);
        assert.match(out, /^ {2}background-agents resume [a-z0-9]{8}$/m);
      }
    });
  }
});

describe('a model that is not there', () => {
  let place: Place;
  let desk: Desk;

  before(async () => {
    place = await Place.open();
    desk = await place.desk({});
  });

  after(async () => {
    place.assertKept();
    await place.close();
  });

  const forms =
    'Models are named PROVIDER/NAME, such as anthropic/claude-sonnet-4-5, or by one of ' +
    'claude-sonnet, claude-opus, claude-haiku, gpt-5, gpt-5-mini, gemini-pro, gemini-flash, mistral-large, codestral, grok, deepseek.';
  const wrong: [string[], string][] = [
    [[], `Name the model with --model. ${forms}`],
    [['--model', 'nobody/test'], `“nobody/test” does not name a model. ${forms}`],
    [['--model', 'composer'], `“composer” does not name a model. ${forms}`],
    [['--model', 'anthropic/test', '--base-url', 'somewhere'], '“somewhere” is not an address.'],
  ];
  for (const [argv, sentence] of wrong) {
    it(`is wrong usage: ${argv.join(' ') || 'no model'}`, async () => {
      const result = await desk.cli.run('run', '--repo', place.repo.root, '--task', 'x', ...argv);
      assert.deepEqual(result, { status: 64, out: '', err: `${sentence}\n` });
      assert.deepEqual(await desk.cli.json('list', '--all'), []);
    });
  }

  it('is asked for without a key only where it needs none', async () => {
    const keyless = await place.desk({});
    const argv = keyless.task('x', '--model', 'anthropic/test');
    const { status, out, shown } = await keyless.run(argv);
    assert.equal(status, 1);
    assert.match(out, /^Failed: There is no key for http:\/\/127\.0\.0\.1:\d+\/v1\.\n.*environment\.$/m);
    assert.ok(shown.state.kind === 'failed');
    assert.equal(shown.state.error.reason, 'no-key');
    assert.deepEqual(place.server.requests, []);
  });

  it('is asked again until its server is started', async () => {
    const waiting = await place.desk();
    const baseUrl = await unusedBaseUrl();
    const run = waiting.cli.start(...waiting.task('x', '--base-url', baseUrl));
    await run.printed(`Nothing answers at ${baseUrl}. Is the server running? Trying again in`);
    const turns = [call('write_file', { path: 'made.txt', content: 'made\n' }), done];
    const server = await ModelServer.start(turns, { apiKey, port: Number(new URL(baseUrl).port) });
    try {
      assert.equal((await run.ended).status, 0);
      assert.deepEqual(
        (await waiting.shown()).files.map(({ path }) => path),
        ['made.txt'],
      );
    } finally {
      await server.stop();
    }
  });
});
