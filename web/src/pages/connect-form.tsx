import { useWords } from "../i18n";
import { Pair, type Ends } from "./pair";
import { pageText } from "./text";

/** ConnectForm takes two things and goes to the chains between them. */
export function ConnectForm(ends: Ends) {
  const t = useWords(pageText);
  return <Pair {...ends} labels={[t.from, t.to]} route={(next) => ({ page: "paths", ...next })} />;
}
