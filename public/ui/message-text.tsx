import type { Message } from '../model/message.ts';

export function MessageText({ message }: { readonly message: Message }) {
  return message.map((part, index) => (typeof part === 'string' ? part : <bdi key={index}>{part.value}</bdi>));
}
