/** What a command will not or cannot do, in a sentence for who typed it. */
export class CommandRefused extends Error {
  override readonly name = 'CommandRefused';
}

/** Runs a command: a refusal is told in its own words and ends it with 1; anything else is a fault of ours and shows its stack. */
export async function runCommand(command: () => void | Promise<void>): Promise<void> {
  // The SDK would greet with a warning about the age of this Node.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  try {
    await command();
  } catch (error) {
    console.error(error instanceof CommandRefused ? error.message : error);
    process.exitCode = 1;
  }
}
