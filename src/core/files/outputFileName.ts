const maxLength = 120;

/**
 * The file below a task's `output` folder that holds the output of a call or check. Providers choose call ids, so what
 * is unsafe in a file name is encoded; ordinary ids stay as they are.
 */
export function outputFileName(callId: string): string {
  const safe = callId.replaceAll(/[^A-Za-z0-9_-]/g, (char) => `%${char.charCodeAt(0).toString(16)}`);
  const name = safe.length <= maxLength ? safe : `${safe.slice(0, maxLength)}-${hash(callId)}`;
  return `${name}.log`;
}

/** FNV-1a, 32 bits: enough to tell two long ids of one task apart. */
function hash(text: string): string {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193) >>> 0;
  }
  return value.toString(16);
}
