import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { crc32 } from 'node:zlib';
import { Resvg } from '@resvg/resvg-js';

/** The metadata key for the hash of the SVG. Pixels cannot be compared, because they differ slightly between processors. */
const SOURCE = 'Source-SHA256';
const SIGNATURE_AND_HEADER = 8 + 25;
const SCALE = 2;
const FACES = [
  import.meta.resolve('@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf'),
  import.meta.resolve('@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf'),
  import.meta.resolve('@expo-google-fonts/inter/700Bold/Inter_700Bold.ttf'),
];

/** Renders the drawing at twice its size. It uses the project's font, because machines have different fonts. */
export function pngOf(svg: string): Buffer {
  const fontFiles = FACES.map((face) => fileURLToPath(face));
  const font = { fontFiles, loadSystemFonts: false, defaultFontFamily: 'Inter' };
  const picture = new Resvg(svg, { font, fitTo: { mode: 'zoom', value: SCALE } }).render().asPng();
  const label = textChunk(SOURCE, sourceOf(svg));
  return Buffer.concat([picture.subarray(0, SIGNATURE_AND_HEADER), label, picture.subarray(SIGNATURE_AND_HEADER)]);
}

/** Checks whether the picture was drawn from this source. */
export function isDrawnFrom(picture: Buffer, svg: string): boolean {
  return picture.includes(textChunk(SOURCE, sourceOf(svg)));
}

function sourceOf(svg: string): string {
  return createHash('sha256').update(svg).digest('hex');
}

/** Returns a text chunk (PNG, third edition, section 11.3.3.2, tEXt). */
function textChunk(keyword: string, text: string): Buffer {
  const data = Buffer.from(`tEXt${keyword}\0${text}`, 'latin1');
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length - 4);
  checksum.writeUInt32BE(crc32(data));
  return Buffer.concat([length, data, checksum]);
}
