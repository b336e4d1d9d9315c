import { Toast } from '../ui/Toast';
import { useStore } from '../ui/useStore';
import { ExportTray } from './ExportTray';
import { closeToast, toasts } from './notices';

export function Toasts() {
  const shown = useStore(toasts);
  return (
    <div className="tl-toasts">
      <ExportTray />
      <section className="tl-toasts__list" aria-label="Messages" role="status">
        {shown.map(({ id, text, tone = 'neutral', action }) => (
          <Toast key={id} text={text} tone={tone} {...(action ? { action } : {})} onClose={() => closeToast(id)} />
        ))}
      </section>
    </div>
  );
}
