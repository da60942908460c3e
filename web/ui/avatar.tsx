import classes from './avatar.module.css';

/** A person's initials; the name stands beside it, so it is silent to a screen reader. */
export function Avatar({ name, size = 'md' }: { name: string; size?: 'sm' | 'md' | 'lg' }) {
  return (
    <span className={classes.avatar} data-size={size} aria-hidden>
      {initials(name)}
    </span>
  );
}

const titles = /^(dr|pr|prof|mr|mrs|ms|m|mme|mlle)\.?$/i;

function initials(name: string): string {
  const words = name.split(/\s+/).filter((word) => /^\p{L}/u.test(word));
  const named = words.filter((word) => !titles.test(word));
  const [first, ...others] = named.length > 0 ? named : words;
  const last = others.at(-1);
  return `${letter(first)}${letter(last)}` || '·';
}

/** A whole letter, with the marks that belong to it. */
function letter(word: string | undefined): string {
  if (!word) return '';
  const [first] = new Intl.Segmenter().segment(word);
  return first?.segment.toLocaleUpperCase() ?? '';
}
