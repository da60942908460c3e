import { PasswordInput, type PasswordInputProps, TextInput, type TextInputProps } from '@mantine/core';
import '@mantine/core/styles/PasswordInput.layer.css';
import '@mantine/core/styles/ActionIcon.layer.css';
import { useTranslation } from '#web/platform/i18n.ts';

/** An address is written from left to right in every language. */
export function EmailField(props: TextInputProps) {
  const { t } = useTranslation('identity');
  return (
    <TextInput
      type="email"
      label={t('email')}
      autoComplete="username"
      inputMode="email"
      autoCapitalize="none"
      spellCheck={false}
      dir="ltr"
      maxLength={254}
      size="md"
      {...props}
    />
  );
}

export function PasswordField(props: PasswordInputProps) {
  const { t } = useTranslation('identity');
  return (
    <PasswordInput
      label={t('password')}
      autoComplete="current-password"
      size="md"
      visibilityToggleButtonProps={{ 'aria-label': t('show_password'), tabIndex: 0 }}
      {...props}
    />
  );
}
