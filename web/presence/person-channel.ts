/** The channel of such a name that is about this person. */
export function channelOf(name: string, userId: number): string {
  return name.replace('{id}', String(userId));
}
