import * as assert from 'node:assert/strict';
import { busyRepo, done, Place } from './badLuckPlace';

describe('a task in a large repository', () => {
  let place: Place;

  after(() => place.close());

  it('begins with a map, drawn by the built command line with the grammars beside it', async () => {
    const files = Array.from({ length: 80 }, (_, index): [string, string] => [
      `src/part${index}.ts`,
      `import { basket } from './basket';\nexport const part${index} = basket(${index});\n`,
    ]);
    const basket = 'export function basket(size: number): number {\n  return size;\n}\n';
    const all = { ...Object.fromEntries(files), 'src/basket.ts': basket };
    place = await Place.open([done], { repo: busyRepo({ prepare: (repo) => repo.write(all) }) });
    const desk = await place.desk();
    const { status, err, shown } = await desk.run(desk.task('Mend the basket', '--sandbox', 'off'));
    assert.equal(status, 0, err);
    const map = (await desk.events(shown.id)).find((event) => event.type === 'map.drawn');
    assert.ok(map?.type === 'map.drawn');
    assert.match(map.text, /src\/basket\.ts/);
    assert.match(place.bodiesOf('Mend the basket').at(-1) ?? '', /src\/basket\.ts/);
  });
});
