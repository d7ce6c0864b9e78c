import * as fs from 'node:fs';
import type { EditorData } from './editorData';
import type { EditorInstallation } from './editorInstallation';

const lenient = '_envEnablesProposedApiForAll=!0';
const strict = '_envEnablesProposedApiForAll=!1';

/**
 * code-server's workbench grants every proposed API to every extension. This writes its script with that one flag changed,
 * for the server to hand out, and throws when the flag is not found. A browser that changed it on its way would have to
 * hold up every request, and could keep nothing in its cache.
 */
export function writeStrictWorkbench({ workbench }: EditorInstallation, data: EditorData): void {
  if (fs.existsSync(data.workbench)) return;
  const script = fs.readFileSync(workbench);
  const place = script.indexOf(lenient);
  if (place === -1) throw new Error(`the flag that grants proposed API was not found in ${workbench}`);
  script.write(strict, place);
  fs.writeFileSync(data.workbench, script);
}
