import { NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { RefusalCode } from '#contract/refusals.ts';
import { Refused } from '#web/platform/api.ts';
import { CheckGroup } from '#web/ui/form/check-group.tsx';
import { useDraft } from '#web/ui/form/draft.ts';
import { field } from '#web/ui/form/field.ts';
import { Form } from '#web/ui/form/form.tsx';
import { FormActions } from '#web/ui/form/form-actions.tsx';
import { say } from '#web/ui/toasts.ts';

type Fields = { name: string; answer: string; words: string; several: string[] };

const answers = ['saved', 'invalid', 'version_conflict', 'unavailable'] as const;

/** A form whose server answers as one chooses. */
export function GalleryForm() {
  const [days] = useState(['Monday', 'Tuesday', 'Wednesday']);
  const draft = useDraft<Fields, null>({
    initial: { name: '', answer: 'saved', words: '', several: [] },
    version: 1,
    send: async ({ answer }) => {
      await new Promise((resolve) => setTimeout(resolve, 600));
      if (answer !== 'saved') throw refused(answer as RefusalCode);
      return null;
    },
    saved: () => void say('Saved.'),
    theirs: async () => ({
      version: 2,
      values: { name: 'What somebody else wrote', answer: 'saved', words: '', several: [] },
    }),
  });
  return (
    <Form
      draft={draft}
      label="A form"
      names={{ name: 'Name', words: 'Words' }}
      actions={<FormActions pending={draft.pending} idle={!draft.dirty} />}
    >
      <TextInput label="Name" description="One line about it." required {...field(draft, 'name')} />
      <NativeSelect label="The server answers" data={[...answers]} {...field(draft, 'answer')} />
      <Textarea label="Words" rows={3} {...field(draft, 'words')} />
      <TextInput label="Only to be read" value="Africa/Algiers" readOnly />
      <CheckGroup
        label="Several"
        choices={days.map((day) => ({ value: day, label: day }))}
        value={draft.values.several}
        onChange={(several) => draft.set('several', several)}
      />
    </Form>
  );
}

function refused(code: RefusalCode): Refused {
  const errors = code === 'invalid' ? [{ field: 'name', rule: 'minLength', message: 'This is too short.' }] : [];
  return new Refused(409, { success: false, error: code, message: code, errors }, new Headers());
}
