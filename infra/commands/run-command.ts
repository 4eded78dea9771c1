import { UsageError } from '../../src/usage-error.ts';

/** Runs a command. A `UsageError` ends it with exit code 1 and its message; any other error is a bug and shows its stack. */
export async function runCommand(command: () => void | Promise<void>): Promise<void> {
  // On Node 20 the AWS SDK would print a warning about the age of Node.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  try {
    await command();
  } catch (error) {
    console.error(error instanceof UsageError ? error.message : error);
    process.exitCode = 1;
  }
}
