import { forwardRef } from 'react';
import { Button, type ButtonProps } from './Button';
import { classes } from './classes';
import type { IconName } from './Icon';

export interface IconButtonProps extends Omit<ButtonProps, 'children' | 'icon'> {
  readonly icon: IconName;
  /** What it does: read out, and shown while the pointer rests on it. */
  readonly label: string;
}

export const IconButton = forwardRef<HTMLButtonElement, IconButtonProps>(function IconButton(
  { label, variant = 'ghost', className, ...rest },
  ref,
) {
  return <Button ref={ref} variant={variant} className={classes('tl-button--icon', className)} aria-label={label} title={label} {...rest} />;
});
