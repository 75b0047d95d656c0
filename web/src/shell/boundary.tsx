import { Component, type ReactNode } from "react";
import { useWords } from "../i18n";
import { shellText } from "./text";

/**
 * Boundary keeps the rest of the page when a part of it does not come, as after an upgrade the
 * server no longer has the files that a tab opened before would load; or when it fails by itself.
 */
export class Boundary extends Component<{ children: ReactNode }, { error?: unknown }> {
  override state: { error?: unknown } = {};

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override render() {
    return "error" in this.state ? <Failed outdated={isMissingFile(this.state.error)} /> : this.props.children;
  }
}

// Each browser has words of its own for a module that does not come; Vite has some for a style sheet.
const isMissingFile = (error: unknown) => error instanceof Error && /dynamically imported module|importing a module script|preload css/i.test(error.message);

function Failed({ outdated }: { outdated: boolean }) {
  const t = useWords(shellText);
  return (
    <div className="notice notice-failed" role="alert">
      <p className="notice-title">{outdated ? t.outdated : t.broken}</p>
      <p>{outdated ? t.outdatedWhy : t.brokenWhy}</p>
      <button type="button" className="button" onClick={() => location.reload()}>
        {t.reload}
      </button>
    </div>
  );
}
