import { relative, sep } from 'node:path';
import { EditError, TaskError } from '../../core/errors';
import { mentionLabel } from '../../core/composer/givenLabel';
import type { MentionFiles, MentionSymbols } from '../../core/composer/mentionPorts';
import { rankNames } from '../../core/composer/rankNames';
import { maxImageBytes } from '../../core/conversation/imageRoom';
import { imagesSaid, withAttachments } from '../../core/composer/withAttachments';
import type { Clock } from '../../core/ports';
import type { Translate } from '../../core/translate';
import { attachedImage, type HandedImage } from '../../core/images/attachedImage';
import { imageIn } from '../../core/images/imageFormat';
import type { GivenImages } from '../../core/images/imagePorts';
import type { Attachment, GivenPart, Mention, TaskId } from '../../protocol';

interface Deps {
  files: MentionFiles;
  symbols: MentionSymbols;
  images: GivenImages;
  clock: Pick<Clock, 'now'>;
}

/** Where a person names things: what an agent works in, and the checkout that the editor knows. */
export interface MentionPlace {
  folder: string;
  checkout: string;
}

/** What a person wrote, and what they give along with it. */
interface SaidAndGiven {
  said: string;
  given: readonly GivenPart[];
}

interface Listing {
  atMs: number;
  /** Files, and folders with a slash at the end. */
  paths: Promise<string[]>;
}

const mostPaths = 50_000;
const mostFound = 20;
const mostSymbols = 8;
const listedForMs = 10_000;
const longestText = 50_000;
const longestMessage = 200_000;

/** What a person names and gives along in what they write. */
export class GivenParts {
  private readonly listings = new Map<string, Listing>();

  constructor(private readonly deps: Deps) {}

  /** What of a checkout or worktree could be meant, the likeliest first. */
  async complete({ folder, checkout }: MentionPlace, query: string): Promise<Mention[]> {
    const symbols = query.length < 2 ? [] : this.deps.symbols(checkout, query);
    const paths = await this.listed(folder);
    const known = new Set(paths);
    const found = rankNames(paths, query, mostFound).map((path): Mention =>
      path.endsWith('/') ? { kind: 'folder', path: path.slice(0, -1) } : { kind: 'file', path },
    );
    const named = (await symbols).filter(({ path }) => known.has(path)).slice(0, mostSymbols);
    return [...found.slice(0, mostFound - named.length), ...named];
  }

  /** Files and folders by their absolute paths; how many of them are not there, or kept from agents, is counted. */
  async dropped(
    { folder, checkout }: MentionPlace,
    absolute: readonly string[],
  ): Promise<{ found: Mention[]; left: number }> {
    const known = new Set(await this.listed(folder));
    const found = absolute.flatMap((each): Mention[] => {
      const path = [folder, checkout]
        .map((root) => relative(root, each).split(sep).join('/'))
        .find((one) => !one.startsWith('../'));
      return path === undefined
        ? []
        : known.has(path)
          ? [{ kind: 'file', path }]
          : known.has(`${path}/`)
            ? [{ kind: 'folder', path }]
            : [];
    });
    return { found, left: absolute.length - found.length };
  }

  /** What is said with all that is given along, as it is now. Throws where a part can't be read, or all is too long. */
  async written(root: string, { said, given }: SaidAndGiven, t: Translate): Promise<string> {
    const attached: Attachment[] = [];
    for (const part of given) {
      attached.push(part.kind === 'text' ? part.attachment : await this.read(root, part.mention, t));
    }
    const text = withAttachments(said, attached);
    if (text.length > longestMessage) {
      throw new TaskError('not-possible-now', t('Nothing was sent, because what is attached is too long.'), {
        hint: t('Attach less: name files instead, and the agent reads what it needs.'),
      });
    }
    return text;
  }

  /** An image that was pasted, dropped or picked. Throws where it can't be given along. */
  async image(image: HandedImage, t: Translate): Promise<GivenPart> {
    const keep = (bytes: Uint8Array) => this.deps.images.keep(bytes);
    return { kind: 'text', attachment: await attachedImage(image, keep, t) };
  }

  /** Puts the images of what was written into the folder of the task that is to be told. */
  async bring(taskId: TaskId, written: string): Promise<void> {
    await this.deps.images.bring(
      taskId,
      imagesSaid(written).map(({ digest }) => digest),
    );
  }

  private async read(root: string, mention: Mention, t: Translate): Promise<Attachment> {
    const label = mentionLabel(mention, t).slice(0, 500);
    if (mention.kind === 'folder') {
      const inside = (await this.listed(root)).filter(
        (path) => path.startsWith(`${mention.path}/`) && !path.endsWith('/'),
      );
      return { label, text: inside.join('\n').slice(0, longestText) };
    }
    const found = await this.deps.files.read(root, mention.path, mention.lines).catch(unlessNoText);
    return found === null ? this.noText(root, { path: mention.path, label }, t) : cut(label, found, t);
  }

  /** An image is shown; on anything else an agent can run a program. */
  private async noText(
    root: string,
    { path, label }: { path: string; label: string },
    t: Translate,
  ): Promise<Attachment> {
    const bytes = await this.deps.files.readBytes(root, path, maxImageBytes + 1);
    if (bytes.length > maxImageBytes || imageIn(bytes)?.size == null) {
      return { label, text: 'This file is no text. Look at it where it is.' };
    }
    return attachedImage({ name: label, size: bytes.length, bytes }, (kept) => this.deps.images.keep(kept), t);
  }

  private listed(root: string): Promise<string[]> {
    const atMs = this.deps.clock.now().getTime();
    const known = this.listings.get(root);
    if (known !== undefined && atMs - known.atMs < listedForMs) {
      return known.paths;
    }
    const paths = this.deps.files.list(root, mostPaths).then(withFolders);
    this.listings.set(root, { atMs, paths });
    paths.catch(() => this.listings.delete(root));
    return paths;
  }
}

/** Null for what is no text. */
function unlessNoText(error: unknown): null {
  if (error instanceof EditError && error.reason === 'binary') {
    return null;
  }
  throw error;
}

function cut(label: string, { text, isCut }: { text: string; isCut: boolean }, t: Translate): Attachment {
  const isLong = isCut || text.length > longestText;
  return { label: isLong ? t('{0} (the beginning)', label).slice(0, 500) : label, text: text.slice(0, longestText) };
}

function withFolders(files: readonly string[]): string[] {
  const folders = new Set<string>();
  for (const file of files) {
    for (let at = file.lastIndexOf('/'); at > 0; at = file.lastIndexOf('/', at - 1)) {
      const folder = file.slice(0, at + 1);
      if (folders.has(folder)) {
        break;
      }
      folders.add(folder);
    }
  }
  return [...folders, ...files];
}
