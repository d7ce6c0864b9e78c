const named =
  /"\$schema"\s*:\s*"((?:[a-z][a-z\d+.-]*:)?\/\/[^"\s]{1,2000})"|^#\s*yaml-language-server:\s*\$schema=(\S{1,2000})/gim;

/** Files in which editors look for the address of a schema, which they fetch by themselves. */
export function canNameSchema(path: string): boolean {
  return /\.(json|jsonc|json5|code-workspace|ya?ml)$/i.test(path);
}

/** Addresses that a text names as its schema and that lie elsewhere. */
export function remoteSchemas(text: string): string[] {
  return [...text.matchAll(named)].map(([, inJson, inYaml]) => inJson ?? inYaml ?? '');
}
