import { Component, type ReactNode } from "react";
import { useWords } from "../i18n";
import { shellText } from "./text";

/**
 * Boundary keeps the rest of the page when a part of it does not come: after an upgrade the
 * server no longer has the files that a tab opened before would load.
 */
export class Boundary extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    return this.state.failed ? <Outdated /> : this.props.children;
  }
}

function Outdated() {
  const t = useWords(shellText);
  return (
    <div className="notice notice-failed" role="alert">
      <p className="notice-title">{t.outdated}</p>
      <p>{t.outdatedWhy}</p>
      <button type="button" className="button" onClick={() => location.reload()}>
        {t.reload}
      </button>
    </div>
  );
}
