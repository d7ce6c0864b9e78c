import type { ServerTurn } from '../test/fakes/modelScript';
import { ModelServer } from '../test/fakes/modelServer';
import { bundled } from './support/bundle';
import { program, sampleRepository } from './support/commandLine';
import { scratchFolder } from './support/scratch';

const agents = 50;
const quietMs = 20_000;

async function main(): Promise<void> {
  const question: ServerTurn = { calls: [{ tool: 'ask_user', input: { question: 'Which limit?' } }] };
  const server = await ModelServer.start(Array.from({ length: agents }, () => question));
  const roots = Array.from({ length: agents }, sampleRepository);
  const args = [await bundled('manyAgents'), scratchFolder('home'), server.baseUrl, String(quietMs), ...roots];
  const { rss, idle } = JSON.parse(await program(args, roots[0] ?? '')) as { rss: number; idle: number };
  await server.stop();
  console.log(`\n${agents} agents that wait for a person, over ${quietMs / 1000} s`);
  console.log(`  ours   ${(100 * idle).toFixed(2)} % of a core, ${rss.toFixed(0)} MB`);
}

main().catch((error: unknown) => {
  console.error(`bench: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
