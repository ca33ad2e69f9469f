import { createContext, type ReactNode, useContext, useEffect, useRef, useState } from 'react';
import { Dialog } from './dialog.tsx';

/** Larger files are refused before they are read: no manifest is that long. */
const textLength_max = 5_000_000;

/** The ways to open a text that a page's own buttons lead to. */
interface Door {
  /** Lets the person choose a file. */
  readonly choose: () => void;
  /** Shows the dialog to paste into. */
  readonly paste: () => void;
}

const DoorContext = createContext<Door>({ choose: () => {}, paste: () => {} });

export const useDoor = (): Door => useContext(DoorContext);

/** Buttons for a page where texts are often opened. */
export function OpenButtons(): ReactNode {
  const door = useDoor();
  return (
    <>
      <button type="button" className="button" onClick={door.choose}>
        Open…
      </button>
      <button type="button" className="button" onClick={door.paste}>
        Paste…
      </button>
    </>
  );
}

/** A button for a page that shows what a capsule holds. */
export function OpenCapsule(): ReactNode {
  const door = useDoor();
  return (
    <button type="button" className="button" onClick={door.paste}>
      Open a capsule…
    </button>
  );
}

interface Props {
  readonly onText: (text: string, name: string) => void;
  readonly onRefused: (name: string, message: string) => void;
  readonly children: ReactNode;
}

/**
 * Opens a text from a file, from the clipboard's paste, or dropped anywhere on the page. It stands
 * around all pages, so that a page that changes does not close the dialog.
 */
export function Opening({ onText, onRefused, children }: Props): ReactNode {
  const [pasting, setPasting] = useState(false);
  const [over, setOver] = useState(false);
  const file = useRef<HTMLInputElement>(null);
  const area = useRef<HTMLTextAreaElement>(null);
  const act = useRef({ onText, onRefused });
  act.current = { onText, onRefused };
  const [door] = useState<Door>(() => ({
    choose: () => file.current?.click(),
    paste: () => setPasting(true),
  }));

  useEffect(() => {
    const take = async (chosen: File) => {
      const result = await readText(chosen);
      if ('text' in result) act.current.onText(result.text, chosen.name);
      else act.current.onRefused(chosen.name, result.refused);
    };
    const isFile = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
    const drag = (event: DragEvent) => {
      if (!isFile(event)) return;
      event.preventDefault();
      setOver(true);
    };
    const leave = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false);
    };
    const drop = (event: DragEvent) => {
      if (!isFile(event)) return;
      event.preventDefault();
      setOver(false);
      const dropped = event.dataTransfer?.files[0];
      if (dropped) void take(dropped);
    };
    const choose = () => {
      const chosen = file.current?.files?.[0];
      if (chosen) {
        setPasting(false);
        void take(chosen);
      }
      // The same file may be chosen again after it was edited.
      if (file.current) file.current.value = '';
    };
    const paste = (event: ClipboardEvent) => {
      const into = event.target instanceof Element ? event.target : document.body;
      if (into.matches('input, textarea, select')) return;
      const text = event.clipboardData?.getData('text/plain') ?? '';
      // One line is a slip of the hand, unless it is JSON.
      if (/^\s*\{|\S\s*\n\s*\S/.test(text)) act.current.onText(text, 'pasted text');
    };
    const input = file.current;
    document.addEventListener('dragover', drag);
    document.addEventListener('dragleave', leave);
    document.addEventListener('drop', drop);
    document.addEventListener('paste', paste);
    input?.addEventListener('change', choose);
    return () => {
      document.removeEventListener('dragover', drag);
      document.removeEventListener('dragleave', leave);
      document.removeEventListener('drop', drop);
      document.removeEventListener('paste', paste);
      input?.removeEventListener('change', choose);
    };
  }, []);

  return (
    <DoorContext value={door}>
      {children}
      <input
        ref={file}
        className="hidden"
        type="file"
        tabIndex={-1}
        aria-label="Open a capsule or a manifest"
        accept=".yaml,.yml,.json,text/yaml,text/plain"
      />
      <Dialog
        title="Open a capsule or a system"
        wide
        open={pasting}
        onClose={() => setPasting(false)}
      >
        <p>
          The capsule of a run, to repeat it here; or Kubernetes manifests, a Compose file or a{' '}
          <code>system.yaml</code>. It is read in this browser and sent nowhere.
        </p>
        <label>
          <span className="hidden">Capsule or manifest</span>
          <textarea
            ref={area}
            className="field paste"
            rows={14}
            placeholder="Paste its text here, or drop the file anywhere in the studio"
            spellCheck={false}
            autoComplete="off"
          />
        </label>
        <p className="row">
          <button
            type="button"
            className="button primary"
            onClick={() => {
              setPasting(false);
              onText(area.current?.value ?? '', 'pasted text');
            }}
          >
            Read it
          </button>
          <button type="button" className="button" onClick={door.choose}>
            Choose a file…
          </button>
        </p>
      </Dialog>
      {over && (
        <div className="drop" aria-hidden="true">
          Drop the capsule or manifest to read it
        </div>
      )}
    </DoorContext>
  );
}

async function readText(
  chosen: File,
): Promise<{ readonly text: string } | { readonly refused: string }> {
  if (chosen.size > textLength_max) {
    return {
      refused: `The file has ${(chosen.size / 1e6).toFixed(1)} MB; at most ${textLength_max / 1e6} MB are read. Give only the manifests.`,
    };
  }
  try {
    const bytes = await chosen.arrayBuffer();
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (text.includes('\0')) return { refused: 'This is a binary file, not a manifest.' };
    return { text };
  } catch {
    return { refused: 'This is no UTF-8 text: a binary file, or a folder.' };
  }
}
