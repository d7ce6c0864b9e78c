import * as path from 'node:path';
import type { ServerTurn } from '../test/fakes/modelScript';
import { bundled } from './support/bundle';
import { firstRequest, floors, program, readsAndEdits, sampleRepository } from './support/commandLine';
import { measured } from './support/measure';
import { scratchFolder } from './support/scratch';
import { slowModel } from './support/slowModel';

const agents = 16;
const delayMs = 300;

/** The script once for each agent, found by the number in its task; the bare programs all send the first request. */
function scripts(): Record<string, readonly ServerTurn[]> {
  return Object.fromEntries(Array.from({ length: agents }, (_, number) => [`limit ${number};`, readsAndEdits()]));
}

void measured(async () => {
  const ours = await bundled('manyAgents');
  const request = await firstRequest();
  const memory: { one: number[]; many: number[] } = { one: [], many: [] };

  const bare = async (): Promise<number> => {
    const models = await Promise.all(Array.from({ length: agents }, () => slowModel(readsAndEdits(), delayMs)));
    const start = performance.now();
    await Promise.all(
      models.map(({ baseUrl }) =>
        program([path.join(floors, 'turns.mjs'), `${baseUrl}/messages`, request], sampleRepository()),
      ),
    );
    const ms = performance.now() - start;
    await Promise.all(models.map((model) => model.stop()));
    return ms;
  };

  const together = async (count: number, waitMs: number): Promise<{ ms: number; rss: number }> => {
    const model = await slowModel(scripts(), waitMs);
    const roots = Array.from({ length: count }, sampleRepository);
    const start = performance.now();
    const printed = await program([ours, scratchFolder('home'), model.baseUrl, '0', ...roots], roots[0] ?? '');
    const ms = performance.now() - start;
    await model.stop();
    return { ms, rss: (JSON.parse(printed) as { rss: number }).rss };
  };

  return {
    title: `${agents} agents at once, with a model that takes ${delayMs} ms`,
    floor: { name: `${agents} bare Node programs`, run: bare },
    ours: {
      name: `${agents} agents in one process`,
      run: async () => {
        memory.one.push((await together(1, 0)).rss);
        const { ms, rss } = await together(agents, delayMs);
        memory.many.push(rss);
        return ms;
      },
    },
    rounds: 2,
    close: () => {
      const [one, many] = [Math.min(...memory.one), Math.min(...memory.many)];
      const each = (many - one) / (agents - 1);
      console.log(
        `  memory ${many.toFixed(0)} MB with ${agents}, ${one.toFixed(0)} MB with one: ${each.toFixed(1)} MB each`,
      );
      return Promise.resolve();
    },
  };
});
