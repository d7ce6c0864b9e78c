import type { EditorServer } from './editorServer';

export interface WindowOptions {
  /** The folder that the window opens; an empty window without it. */
  readonly folder?: string;
  readonly extensionDevelopmentPath?: string;
  readonly extensionTestsPath?: string;
}

/** The address of a window. The payload is a JSON array of [key, value]; paths in it become `vscode-remote` URIs. */
export function windowUrl(server: EditorServer, options: WindowOptions): string {
  const uri = (file: string): string => `vscode-remote://127.0.0.1:${server.port}${file}`;
  const { folder, extensionDevelopmentPath, extensionTestsPath } = options;
  const payload = [['skipWelcome', 'true']];
  if (extensionDevelopmentPath) payload.push(['extensionDevelopmentPath', uri(extensionDevelopmentPath)]);
  if (extensionTestsPath) payload.push(['extensionTestsPath', uri(extensionTestsPath)]);
  const query = new URLSearchParams(folder ? { folder } : { ew: 'true' });
  query.set('payload', JSON.stringify(payload));
  return `${server.url}/?${query.toString()}`;
}
