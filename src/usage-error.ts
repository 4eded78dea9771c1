/** The service cannot start, or a command not go on, for a reason that the message explains to whoever started it; a stack would add nothing. */
export class StartRefused extends Error {
  override readonly name = 'StartRefused';
}
