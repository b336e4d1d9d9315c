import { forwardRef, type ButtonHTMLAttributes } from 'react';
import { classes } from './classes';
import { Icon, type IconName } from './Icon';

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly variant?: 'default' | 'primary' | 'ghost' | 'danger';
  readonly size?: 'medium' | 'small';
  readonly icon?: IconName;
}

export const Button = forwardRef<HTMLButtonElement, ButtonProps>(function Button(
  { variant = 'default', size = 'medium', icon, className, children, ...rest },
  ref,
) {
  const name = classes('tl-button', variant !== 'default' && `tl-button--${variant}`, size === 'small' && 'tl-button--small', className);
  return (
    <button ref={ref} type="button" className={name} {...rest}>
      {icon && <Icon name={icon} />}
      {children}
    </button>
  );
});
