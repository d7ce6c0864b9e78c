/**
 * Why an address is not one to fetch from, as the end of a sentence; null when it is. Only https and ssh, because other
 * transports run programs or read files of this machine, and nothing that ssh could take for an option.
 */
export function refusedUrl(url: string): string | null {
  const isPlain = /^[\x21-\x7e]+$/.test(url) && url.length <= 2000;
  if (!isPlain || url.startsWith('-') || url.includes('::')) {
    return 'it is not an address of a repository';
  }
  const web = /^https:\/\/(?:[^@/]*@)?[A-Za-z0-9[][^/@]*\/.+$/i;
  const ssh = /^ssh:\/\/(?:[A-Za-z0-9._][\w.-]*@)?[A-Za-z0-9[][\w.:\]-]*\/.+$/i;
  const short = /^(?:[A-Za-z0-9._][\w.-]*@)?[A-Za-z0-9][\w.-]+:(?!\/\/)[^-].*$/;
  return web.test(url) || ssh.test(url) || short.test(url) ? null : 'only https and ssh are used';
}

/** Whether a password or token stands in it, which must not be written anywhere. */
export function hasSecret(url: string): boolean {
  return /^[a-z+]+:\/\/[^/@]*:[^/@]*@/i.test(url) || /^https:\/\/[^/@]+@/i.test(url);
}

/** Text that git or a person wrote, without what stands before the host of an address; for ssh a name is no secret. */
export function withoutSecrets(text: string): string {
  return text
    .replace(/(https?:\/\/)[^/\s'"]+@/gi, '$1')
    .replace(/(\b[a-z][a-z\d+.-]*:\/\/[^/\s'":@]*):[^/\s'"]*@/gi, '$1@');
}

/** The last part of the path, as a folder is named: `https://host/owner/repo.git` is `repo`. */
export function repositoryName(url: string): string {
  const last =
    url
      .replace(/[/\\]+$/, '')
      .split(/[/:\\]/)
      .at(-1) ?? '';
  const name = last
    .replace(/\.git$/i, '')
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[.-]+/, '');
  return name === '' ? 'repository' : name.slice(0, 60);
}
