import { Button } from './Button';
import { IconButton } from './IconButton';

export interface ToastProps {
  readonly text: string;
  readonly tone: 'neutral' | 'good' | 'bad';
  readonly action?: { readonly label: string; readonly onSelect: () => void };
  readonly onClose: () => void;
}

export function Toast({ text, tone, action, onClose }: ToastProps) {
  return (
    <div className={`tl-toast tl-toast--${tone}`}>
      <p className="tl-toast__text">{text}</p>
      {action && (
        <Button size="small" onClick={() => {
          onClose();
          action.onSelect();
        }}>
          {action.label}
        </Button>
      )}
      <IconButton size="small" icon="close" label="Dismiss" onClick={onClose} />
    </div>
  );
}
