/** What the panel's own script was allowed with, and where it came from; known only while it runs for the first time. */
const own = document.currentScript instanceof HTMLScriptElement ? document.currentScript : null;
const nonce = own?.nonce ?? '';
const address = own?.src ?? '';

const loaded = new Set<string>();

/** Loads another script of the panel, once. The panel's policy allows it by the nonce of its own script. */
export function loadScript(name: string): void {
  if (!loaded.has(name)) {
    loaded.add(name);
    const script = document.createElement('script');
    script.nonce = nonce;
    script.src = address.replace(/[^/]*$/, name);
    document.head.append(script);
  }
}
