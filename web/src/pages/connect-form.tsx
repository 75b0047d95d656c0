import { useState } from "react";
import { TypeAhead, type Picked } from "../find/type-ahead";
import { useWords } from "../i18n";
import { navigate } from "../shell/route";
import { pageText } from "./text";
import { useThing } from "./use-thing";

/** ConnectForm takes two things and goes to the chains between them. Both choices are in the address. */
export function ConnectForm({ from, to }: { from?: string | undefined; to?: string | undefined }) {
  const t = useWords(pageText);
  const [ends, setEnds] = useState({ from, to });
  const go = (next: typeof ends) => {
    setEnds(next);
    if (next.from && next.to) navigate({ page: "paths", ...next });
  };
  return (
    <div className="connect">
      <End label={t.from} id={from} onPick={({ key }) => go({ ...ends, from: key })} />
      <End label={t.to} id={to} onPick={({ key }) => go({ ...ends, to: key })} />
      {from && to && (
        <button type="button" className="button" onClick={() => go({ from: to, to: from })}>
          {t.swap}
        </button>
      )}
    </div>
  );
}

function End({ label, id, onPick }: { label: string; id: string | undefined; onPick: (thing: Picked) => void }) {
  const { data, loading } = useThing(id);
  const name = data?.name ?? (loading ? "" : (id ?? ""));
  return <TypeAhead key={name} label={label} visibleLabel initial={name} onPick={onPick} />;
}
