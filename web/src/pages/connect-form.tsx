import { useEffect, useRef } from "react";
import { useWords } from "../i18n";
import { navigate } from "../shell/route";
import { ConnectEnd } from "./connect-end";
import { pageText } from "./text";

interface Ends {
  from?: string | undefined;
  to?: string | undefined;
}

/** ConnectForm takes two things and goes to the chains between them. What is chosen is in the address, also while it is one end alone. */
export function ConnectForm({ from, to }: Ends) {
  const t = useWords(pageText);
  const form = useRef<HTMLDivElement>(null);
  const half = Boolean(from) !== Boolean(to);
  // With one end chosen, the other is what is asked for.
  useEffect(() => {
    if (half) form.current!.querySelectorAll("input")[from ? 1 : 0]?.focus();
  }, [half, from]);
  const go = (next: Ends) => {
    // Who goes back from the chains wants to be where they came from, not at a form half filled.
    if (next.from !== from || next.to !== to) navigate({ page: "paths", ...next }, { replace: half });
  };
  return (
    <div className="connect" ref={form}>
      <ConnectEnd label={t.from} id={from} onEnd={(key) => go({ from: key, to })} />
      <ConnectEnd label={t.to} id={to} onEnd={(key) => go({ from, to: key })} />
      {from && to && (
        <button type="button" className="button" onClick={() => go({ from: to, to: from })}>
          {t.swap}
        </button>
      )}
    </div>
  );
}
