/** `npm run bench`: every comparison, or those named on the command line. */
import { benchActivation } from './activation';
import { benchFirstRequest, benchTurns } from './commandLine';

const benches: Readonly<Record<string, () => Promise<void>>> = {
  'first-request': benchFirstRequest,
  turns: benchTurns,
  activation: benchActivation,
};

async function main(names: readonly string[]): Promise<void> {
  const unknown = names.filter((name) => !Object.hasOwn(benches, name));
  if (unknown.length > 0) {
    throw new Error(`there is no ${unknown.join(', ')}; there are ${Object.keys(benches).join(', ')}`);
  }
  for (const [name, bench] of Object.entries(benches)) {
    if (names.length === 0 || names.includes(name)) {
      await bench();
    }
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(`bench: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
