import type { FileCarrier, Git } from '../core/gitPorts';
import type { Clock, Ids, Log } from '../core/ports';
import type { Launcher } from '../core/runnerPorts';
import type { TaskFiles } from '../core/storePorts';
import type { ModelRef } from '../protocol';
import { Drafts } from './drafts';
import { Fleet } from './fleet';
import { Reviews } from './reviews';
import { TaskStore } from './taskStore';
import { Workspaces } from './workspaces';

/** What the services need of the outside. */
export interface ServicePorts {
  files: TaskFiles;
  git: Git;
  carrier: FileCarrier;
  launcher: Launcher;
  /** The key for a model; undefined when there is none. */
  credentials: (model: ModelRef) => Promise<string | undefined>;
  clock: Clock;
  ids: Ids;
  log: Log;
  /** Tasks that run at once. */
  maxRunning: number;
}

export interface Services {
  store: TaskStore;
  drafts: Drafts;
  workspaces: Workspaces;
  reviews: Reviews;
  fleet: Fleet;
}

/** The services without an editor, wired. Nothing is read or run before `store.load()`. */
export function createServices(ports: ServicePorts): Services {
  const store = new TaskStore(ports.files, ports.log);
  const deps = { ...ports, store };
  const drafts = new Drafts(deps);
  const workspaces = new Workspaces(deps);
  const reviews = new Reviews({ ...deps, workspaces });
  const fleet = new Fleet({ ...deps, workspaces, reviews });
  return { store, drafts, workspaces, reviews, fleet };
}
