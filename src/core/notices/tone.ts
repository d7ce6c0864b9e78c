export const tones = ['none', 'rising', 'falling', 'chime', 'knock'] as const;
export type Tone = (typeof tones)[number];

interface Note {
  hertz: number;
  /** From the beginning of the tone. */
  atMs: number;
  forMs: number;
}

const notes: Readonly<Record<Tone, readonly Note[]>> = {
  none: [],
  rising: [
    { hertz: 587, atMs: 0, forMs: 140 },
    { hertz: 784, atMs: 120, forMs: 220 },
  ],
  falling: [
    { hertz: 440, atMs: 0, forMs: 160 },
    { hertz: 330, atMs: 140, forMs: 280 },
  ],
  chime: [
    { hertz: 659, atMs: 0, forMs: 420 },
    { hertz: 988, atMs: 60, forMs: 420 },
  ],
  knock: [
    { hertz: 220, atMs: 0, forMs: 70 },
    { hertz: 220, atMs: 130, forMs: 70 },
  ],
};

const samplesPerSecond = 22_050;
const loudness = 0.25;

/** A WAV file: one channel of 16 bits. Null for silence. */
export function wavOf(tone: Tone): Uint8Array | null {
  const played = notes[tone];
  if (played.length === 0) {
    return null;
  }
  const lengthMs = Math.max(...played.map(({ atMs, forMs }) => atMs + forMs));
  const count = Math.ceil((lengthMs / 1000) * samplesPerSecond);
  const file = new DataView(new ArrayBuffer(44 + count * 2));
  writeHead(file, count * 2);
  for (let index = 0; index < count; index += 1) {
    const atMs = (index * 1000) / samplesPerSecond;
    const level = played.reduce((sum, note) => sum + levelOf(note, atMs - note.atMs), 0);
    file.setInt16(44 + index * 2, Math.round(Math.max(-1, Math.min(1, level * loudness)) * 32_767), true);
  }
  return new Uint8Array(file.buffer);
}

/** A sine that begins and ends softly, so that nothing clicks. */
function levelOf({ hertz, forMs }: Note, ms: number): number {
  if (ms < 0 || ms >= forMs) {
    return 0;
  }
  const attack = Math.min(1, ms / 10);
  return Math.sin((2 * Math.PI * hertz * ms) / 1000) * attack * (1 - ms / forMs);
}

/** https://www.rfc-editor.org/rfc/rfc2361 names the formats; 1 is PCM. */
function writeHead(file: DataView, dataBytes: number): void {
  const words = (at: number, text: string) =>
    Array.from(text).forEach((letter, index) => file.setUint8(at + index, letter.charCodeAt(0)));
  words(0, 'RIFF');
  file.setUint32(4, 36 + dataBytes, true);
  words(8, 'WAVEfmt ');
  file.setUint32(16, 16, true);
  file.setUint16(20, 1, true);
  file.setUint16(22, 1, true);
  file.setUint32(24, samplesPerSecond, true);
  file.setUint32(28, samplesPerSecond * 2, true);
  file.setUint16(32, 2, true);
  file.setUint16(34, 16, true);
  words(36, 'data');
  file.setUint32(40, dataBytes, true);
}
