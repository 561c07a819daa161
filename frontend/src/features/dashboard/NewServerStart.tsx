import { FirstStepsLink } from "./FirstStepsLink";
import { EmptyDashboard } from "./EmptyDashboard";

/** What Home begins with before there is any history, saved title or download. */
export default function NewServerStart() {
  return (
    <>
      <FirstStepsLink />
      <EmptyDashboard />
    </>
  );
}
