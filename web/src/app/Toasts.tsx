import { Toast } from '../ui/Toast';
import { useStore } from '../ui/useStore';
import { closeToast, toasts } from './notices';

export function Toasts() {
  const shown = useStore(toasts);
  return (
    <section className="tl-toasts" aria-label="Messages" role="status">
      {shown.map(({ id, text, tone = 'neutral', action }) => (
        <Toast key={id} text={text} tone={tone} {...(action ? { action } : {})} onClose={() => closeToast(id)} />
      ))}
    </section>
  );
}
