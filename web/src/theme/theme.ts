import { useSyncExternalStore } from "react";
import { setting, useSetting } from "../shell/setting";

export const themes = ["system", "light", "dark"] as const;
export type Theme = (typeof themes)[number];
export type Shade = "light" | "dark";

/** The reader's choice; `system` follows the operating system. */
export const theme = setting<Theme>("demarche:theme", themes, () => "system");

const dark = globalThis.matchMedia?.("(prefers-color-scheme: dark)");

/** applyTheme keeps the document in the chosen theme: custom properties hang on `data-theme` of the root element. */
export function applyTheme() {
  const apply = () => (document.documentElement.dataset.theme = shade());
  theme.subscribe(apply);
  dark?.addEventListener("change", apply);
  // Paper is light.
  addEventListener("beforeprint", () => (document.documentElement.dataset.theme = "light"));
  addEventListener("afterprint", apply);
  apply();
}

function shade(): Shade {
  const chosen = theme.get();
  return chosen === "system" ? (dark?.matches ? "dark" : "light") : chosen;
}

export const useTheme = (): Theme => useSetting(theme);

/** useShade is what is really shown, for what CSS cannot reach: a canvas, the editor. */
export function useShade(): Shade {
  return useSyncExternalStore(
    (listener) => {
      const stop = theme.subscribe(listener);
      dark?.addEventListener("change", listener);
      return () => {
        stop();
        dark?.removeEventListener("change", listener);
      };
    },
    shade,
    () => "light",
  );
}
