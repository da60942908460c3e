/** As long as no word of a letter, and no token of ours shorter. */
const longestWord = 30;

/**
 * A letter without what lets whoever holds it act: addresses that carry more than a place, and tokens that stand alone. It goes
 * by how these look, so that a letter which is written later need not be known here.
 */
export function withoutBearers(text: string): string {
  return text
    .replaceAll(/https?:\/\/\S+/gi, (address) => (bears(address) ? '[…]' : address))
    .replaceAll(/[\w-]+/g, (word) => (word.length > longestWord && /\d|_|[a-z][A-Z]/.test(word) ? '[…]' : word));
}

/** A fragment, a query, or a step of the path that nobody would have chosen as a name. */
function bears(address: string): boolean {
  const [, place = ''] = /^https?:\/\/[^/?#]*(.*)$/is.exec(address) ?? [];
  return /[?#@]/.test(place) || place.split('/').some((step) => step.length >= 16);
}
