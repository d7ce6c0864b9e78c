import { entryOfUrl } from './registries';

/** The registries that an `.npmrc` names, as entries of a list of hosts. */
export function npmrcRegistries(text: string): string[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const [, url] = /^\s*(?:@[^\s:=]+:)?registry\s*=\s*["']?(\S+?)["']?\s*$/.exec(line) ?? [];
    return url === undefined ? [] : (entryOfUrl(url) ?? []);
  });
}
