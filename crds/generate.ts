/** Writes the generated files; CI fails when the committed ones differ. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { generatedFiles, REFERENCE_FOLDER, YAML_FOLDER } from './generated-files.ts';

for (const folder of [YAML_FOLDER, REFERENCE_FOLDER]) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
}
for (const [path, text] of Object.entries(generatedFiles())) writeFileSync(path, text);
