import { useId } from "react";
import { locale, locales, useLocale, useWords } from "../i18n";
import { theme, themes, useTheme, type Theme } from "../theme/theme";
import { shellText } from "./text";

const own = { en: "English", fr: "Français" };

/** The reader's choices: language and colours. */
export function Choices() {
  const t = useWords(shellText);
  const current = useLocale();
  const id = useId();
  return (
    <div className="choices">
      <div role="group" aria-label={t.language} className="choice">
        {locales.map((l) => (
          <button key={l} type="button" lang={l} aria-pressed={l === current} onClick={() => locale.set(l)}>
            {own[l]}
          </button>
        ))}
      </div>
      <label htmlFor={id}>{t.theme}</label>
      <select id={id} className="input" value={useTheme()} onChange={(e) => theme.set(e.target.value as Theme)}>
        {themes.map((name) => (
          <option key={name} value={name}>
            {t.themes[name]}
          </option>
        ))}
      </select>
    </div>
  );
}
