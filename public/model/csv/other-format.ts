type Rule = readonly [pattern: RegExp, message: string];

const WORKBOOK = 'This is an Excel workbook. Save it as CSV.';
const PICTURE = 'This is an image. Choose a CSV file.';
const COMPRESSED = 'This is a compressed file. Unpack it and choose the CSV file inside.';

/** The first bytes of a file, as Latin-1. */
const SIGNATURES: readonly (readonly [bytes: string, message: string])[] = [
  ['\xd0\xcf\x11\xe0', WORKBOOK],
  ['%PDF', 'This is a PDF document. Export its table as CSV from the program that made it.'],
  ['\x89PNG', PICTURE],
  ['\xff\xd8\xff', PICTURE],
  ['GIF8', PICTURE],
  ['\x1f\x8b', COMPRESSED],
  ['7z\xbc\xaf', COMPRESSED],
  ['Rar!\x1a', COMPRESSED],
  ['{\\rtf', 'This is formatted text (RTF). Save it as plain text in CSV.'],
];

/** The second one is an archive without files. */
const ZIP = ['PK\x03\x04', 'PK\x05\x06'];

/** A ZIP archive by the name of the file, or by the names of the files that it holds. */
const ARCHIVES: readonly Rule[] = [
  [/\.(xls[xmb]|xlt[xm])$|xl\/workbook/im, WORKBOOK],
  [/\.ods$|opendocument\.spreadsheet/im, 'This is an OpenDocument spreadsheet. Save it as CSV.'],
  [/\.numbers$|Index\/Document\.iwa/im, 'This is a Numbers spreadsheet. Export it as CSV.'],
  [/\.docx$|word\/document/im, 'This is a Word document. Save its table as CSV.'],
];

const TEXTS: readonly Rule[] = [
  [/^\s*<(!doctype|html|table|head|meta)\b/i, 'This is a web page (HTML). Open it in a spreadsheet and save it as CSV.'],
  [/^\s*<\?xml/i, 'This is an XML file. Open it in a spreadsheet and save it as CSV.'],
  [/^\s*BEGIN:VCARD/i, 'This is a vCard file. Export the contacts as CSV.'],
  [/^\s*BEGIN:VCALENDAR/i, 'This is a calendar file. Export the events as CSV.'],
];

const SIGNATURE_LENGTH = 16;

/** Why a file is not CSV, by its first bytes; `undefined` if it may be text. */
export function binaryFormat(name: string, bytes: Uint8Array): string | undefined {
  if (bytes.length === 0) return 'This file is empty.';
  const start = latin1(bytes.subarray(0, SIGNATURE_LENGTH));
  if (ZIP.some((signature) => start.startsWith(signature)))
    return messageFor(ARCHIVES, name) ?? messageFor(ARCHIVES, latin1(bytes)) ?? COMPRESSED;
  return SIGNATURES.find(([signature]) => start.startsWith(signature))?.[1];
}

/** Why a text is not CSV; `undefined` if it may be. */
export function textFormat(text: string): string | undefined {
  if (text.trim() === '') return 'This file is empty.';
  if (text.includes('\0')) return 'This is not a text file. Choose a CSV file.';
  return isJson(text) ? 'This is JSON. Choose a CSV file.' : messageFor(TEXTS, text);
}

function messageFor(rules: readonly Rule[], text: string): string | undefined {
  return rules.find(([pattern]) => pattern.test(text))?.[1];
}

/** Every byte as one character: `latin1` of TextDecoder is Windows-1252. */
function latin1(bytes: Uint8Array): string {
  let text = '';
  for (let start = 0; start < bytes.length; start += 8_192) text += String.fromCharCode(...bytes.subarray(start, start + 8_192));
  return text;
}

function isJson(text: string): boolean {
  if (!/^\s*[[{]/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
