import { useState } from "react";
import { TypeAhead, type Picked } from "../find/type-ahead";
import { useWords } from "../i18n";
import "./connect-end.css";
import { pageText } from "./text";
import { useThing } from "./use-thing";

interface Props {
  label: string;
  /** Key of the thing that is chosen. */
  id: string | undefined;
  /** Told of what is chosen, and of undefined when what stands in the box is nothing's name. */
  onEnd: (key: string | undefined) => void;
}

/** ConnectEnd is the box for one end. What stands in it is the end that is chosen, or it says that nothing is called so. */
export function ConnectEnd({ label, id, onEnd }: Props) {
  const t = useWords(pageText);
  const [box, setBox] = useState({ name: "", turn: 0 });
  const [missed, setMissed] = useState("");
  const { data: thing, loading } = useThing(id);
  const name = (id && (thing?.name ?? id)) || "";
  // An end that was chosen in the box stands there already: a new box would lose the focus. Any other came by the address.
  if (!loading && name !== box.name) setBox({ name, turn: box.turn + 1 });

  const take = ({ key, name }: Picked) => {
    setMissed("");
    setBox({ name, turn: box.turn });
    onEnd(key);
  };
  const drop = (text: string) => {
    setMissed(text);
    setBox({ name: "", turn: box.turn });
    onEnd(undefined);
  };
  return (
    <>
      <TypeAhead key={box.turn} label={label} visibleLabel initial={box.name} onPick={take} onNothing={drop} />
      <p className="connect-said" role="status">
        {missed && t.noEnd(missed)}
      </p>
    </>
  );
}
