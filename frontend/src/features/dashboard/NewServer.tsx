import { FirstSteps } from "./FirstSteps";
import { Welcome } from "./Welcome";

/** What Home begins with before there is any history, saved title or download. */
export default function NewServer() {
  return (
    <>
      <FirstSteps />
      <Welcome />
    </>
  );
}
