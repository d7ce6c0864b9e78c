/** Replaces the committed list of the files in the VSIX: run it after `npm run package` when a change of the list is meant. */
import fs from 'node:fs';
import { packageFiles, packageListFile } from './testing/packageFiles.mjs';

fs.writeFileSync(packageListFile, `${(await packageFiles()).join('\n')}\n`);
