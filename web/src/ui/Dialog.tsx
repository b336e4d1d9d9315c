import { useId, type ReactNode } from 'react';
import { classes } from './classes';
import { IconButton } from './IconButton';
import { useModal } from './useModal';

export interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  readonly footer?: ReactNode;
  readonly isWide?: boolean;
}

/** The browser's modal dialog: it keeps the focus inside, closes on Escape, and gives the focus back. */
export function Dialog({ title, onClose, children, footer, isWide = false }: DialogProps) {
  const dialog = useModal();
  const titleId = useId();
  return (
    <dialog
      ref={dialog}
      className={classes('tl-dialog', isWide && 'tl-dialog--wide')}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onMouseDown={(event) => {
        if (event.target === dialog.current) onClose();
      }}
    >
      <div className="tl-dialog__head">
        <h2 id={titleId}>{title}</h2>
        <IconButton icon="close" label="Close" onClick={onClose} />
      </div>
      <div className="tl-dialog__body">{children}</div>
      {footer && <div className="tl-dialog__foot">{footer}</div>}
    </dialog>
  );
}
