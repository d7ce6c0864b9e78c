import assert from 'node:assert/strict';
import { EngineBench } from './engineBench';

const survey = () => ({
  files: [{ path: 'src/cart.ts', defines: [{ name: 'addLine', mentions: 9 }] }],
  read: 1,
  total: 80,
});
const script = () => ({ calls: [{ tool: 'finish', input: { summary: 'Done.' } }] });

/** Killed while the model answered. */
const untilAnswer = ({ events }: EngineBench) =>
  events.slice(
    0,
    events.findIndex(({ type }) => type === 'message.end'),
  );

describe('the map in a task', () => {
  it('stands at the end of each prompt, as it was drawn before the first request', async () => {
    const bench = new EngineBench({ survey, script, task: { verify: null } });
    await bench.run();
    const text = [
      'Map of the repository when the task began: files that others use most or that fit the task, with what they define.',
      'It shows 1 of 80 source files; find the others with list_files and search.',
      'src/cart.ts: addLine',
    ].join('\n');
    const drawn = bench.of('map.drawn').map(({ shown, read, total, text: said }) => ({ shown, read, total, said }));
    assert.deepEqual(drawn, [{ shown: 1, read: 1, total: 80, said: text }]);
    assert.ok(bench.requests[0]?.system.endsWith(`\n\n${text}`));
    const again = new EngineBench({ survey: () => assert.fail('surveyed again'), script, task: { verify: null } });
    again.journal.events.push(...untilAnswer(bench));
    await again.resume();
    assert.equal(again.requests[0]?.system, bench.requests[0]?.system);
  });

  it('is done without where it can not be drawn, and by a task that began without', async () => {
    const broken = () => {
      throw new Error('no grammars');
    };
    const bench = new EngineBench({ survey: broken, script, task: { verify: null } });
    await bench.run();
    assert.deepEqual(
      [bench.of('map.drawn').length, bench.of('finished').map(({ outcome }) => outcome.kind)],
      [0, ['unverified']],
    );
    const again = new EngineBench({ survey, script, task: { verify: null } });
    again.journal.events.push(...untilAnswer(bench));
    await again.resume();
    assert.equal(again.of('map.drawn').length, 0);
  });
});
