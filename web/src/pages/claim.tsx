import { useEffect } from "react";
import { RelationOfClaimDocument, useQuery } from "../api";
import { navigate } from "../shell/route";
import { Answered, Loading } from "../shell/states";
import { NotFound } from "./not-found";

/** A claim is shown with what it is on: whoever follows a link to it is led there. */
export function ClaimPage({ id }: { id: string }) {
  const asked = useQuery(RelationOfClaimDocument, { ref: { key: id } });
  const relation = asked.data?.claim?.relation.key;
  useEffect(() => {
    if (relation) navigate({ page: "relation", key: relation }, { replace: true });
  }, [relation]);
  return <Answered asked={asked}>{({ claim }) => (claim ? <Loading /> : <NotFound id={id} />)}</Answered>;
}
