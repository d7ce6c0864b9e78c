import type { ServerTurn } from '../fakes/modelScript';
import { ModelServer } from '../fakes/modelServer';
import type { EditorData } from '../harness/editorData';
import { EditorSession } from '../harness/editorSession';
import { Agents } from './agents';
import { apiKey, modelName, probe } from './scripts';
import { UserRepository } from './userRepository';

/** A person at work: their repository open in an editor with the extension, and a model that plays a script. */
export interface Desk {
  readonly user: UserRepository;
  readonly model: ModelServer;
  readonly session: EditorSession;
  readonly agents: Agents;
  close(): Promise<void>;
}

interface DeskOptions {
  /** What the model answers, by a part of the task's text. */
  script: Readonly<Record<string, readonly ServerTurn[]>>;
  /** The name of the repository's folder. */
  folderName?: string;
  settings?: Readonly<Record<string, unknown>>;
  /** Added to the environment of the editor. */
  env?: Readonly<Record<string, string>>;
  /** Changes the repository before the window opens. */
  begin?: (user: UserRepository) => void;
  /** Changes the editor before the window opens. */
  equip?: (editor: EditorData) => void;
}

export async function openDesk({ script, folderName, settings, env, begin, equip }: DeskOptions): Promise<Desk> {
  const user = UserRepository.make(folderName);
  begin?.(user);
  const model = await ModelServer.start({ ...probe, ...script }, { apiKey, models: [modelName] });
  const session = await EditorSession.start({
    ...(settings === undefined ? {} : { settings }),
    ...(env === undefined ? {} : { env }),
  });
  equip?.(session.server.data);
  const agents = new Agents(await session.open(user.folder));
  await agents.showTree();
  return {
    user,
    model,
    session,
    agents,
    async close() {
      await session.end();
      await model.stop();
      user.remove();
    },
  };
}
