/** What the form tells of itself to whoever decides whether it may be shown anew. */
export type Standing = {
  version: number;
  dirty: boolean;
  /** the fields as they were last known to be saved */
  base: string;
  follow: (version: number) => void;
};
