import { createHash } from 'node:crypto';
import type { SetupPlaces } from '../../core/setup/setupPorts';
import type { SetupList } from '../../protocol';

/** One of several repositories, and what it wants done. */
interface Part {
  path: string;
  setup: SetupPlaces;
}

interface Memory {
  knows(key: string): Promise<boolean>;
  remember(key: string): Promise<void>;
}

/**
 * What several repositories want done, one after another in their order. A list is shown with paths from the folder of
 * all of them, and runs in its own repository alone.
 */
export function joinedSetup(parts: readonly Part[], memory: Memory): SetupPlaces {
  const partOf = (source: string): Part => {
    const found = parts.find(({ path }) => source.startsWith(`${path}/`));
    if (found === undefined) {
      throw new Error(`${source} is of no repository of the task.`);
    }
    return found;
  };
  const inner = <T>(list: SetupList, act: (setup: SetupPlaces, own: SetupList) => Promise<T>): Promise<T> => {
    const part = partOf(list.source);
    return act(part.setup, ownOf(list, part.path));
  };
  return {
    async plan() {
      const plans = await Promise.all(
        parts.map(async ({ path, setup }) => {
          const { lists, problems } = await setup.plan();
          return {
            lists: lists.map((list) => shownFrom(list, path)),
            problems: problems.map((each) => `${path}: ${each}`),
          };
        }),
      );
      return { lists: plans.flatMap(({ lists }) => lists), problems: plans.flatMap(({ problems }) => problems) };
    },
    async outdated() {
      const lists = await Promise.all(
        parts.map(async ({ path, setup }) => (await setup.outdated()).map((list) => shownFrom(list, path))),
      );
      return lists.flat();
    },
    isMissing: (place) => {
      const { path, setup } = partOf(place);
      return setup.isMissing(place.slice(path.length + 1));
    },
    isAsPlanned: (list) => inner(list, (setup, own) => setup.isAsPlanned(own)),
    kept: (list) => inner(list, (setup, own) => setup.kept(own)),
    isRemembered: ({ kind, digest }) => memory.knows(`${kind}-${digest}`),
    remember: ({ kind, digest }) => memory.remember(`${kind}-${digest}`),
    commands: (list) => inner(list, (setup, own) => setup.commands(own)),
    script: (list, how) => inner(list, (setup, own) => setup.script(own, how)),
  };
}

function shownFrom(list: SetupList, path: string): SetupList {
  const within = (place: string): string => (place === '' ? path : `${path}/${place}`);
  const { makes, scriptPath } = list;
  const shown = {
    ...list,
    source: within(list.source),
    folder: within(list.folder),
    ...(makes === undefined ? {} : { makes: within(makes) }),
    ...(scriptPath === undefined ? {} : { scriptPath: within(scriptPath) }),
  };
  // The digest of the list itself stands for all else of it.
  return { ...shown, digest: createHash('sha256').update(JSON.stringify(shown)).digest('hex') };
}

function ownOf(list: SetupList, path: string): SetupList {
  const own = (place: string): string => (place === path ? '' : place.slice(path.length + 1));
  const { makes, scriptPath } = list;
  return {
    ...list,
    source: own(list.source),
    folder: own(list.folder),
    ...(makes === undefined ? {} : { makes: own(makes) }),
    ...(scriptPath === undefined ? {} : { scriptPath: own(scriptPath) }),
  };
}
