/** What a rail of one reason says in its heading, and what its cards say beside it. */
import {
  reasonOf,
  reasonText,
  type Because,
  type Reason,
} from "../../shared/recommendations/reasonText";

/** Something that is said of a title, beside the reason of its rail. */
interface Detail {
  text: string;
  onCard: Reason;
}

const otherDetail = (other: Because | undefined): Detail[] =>
  other
    ? [
        {
          text: reasonText(other),
          onCard: { before: "And because of ", name: other.title, after: "" },
        },
      ]
    : [];

const sharedDetail = (name: string | null | undefined, after: string): Detail[] =>
  name ? [{ text: name, onCard: { before: "", name, after } }] : [];

/** What can be said of a title, what says most first. */
const detailsOf = ([first, second]: readonly Because[]): Detail[] => [
  ...sharedDetail(first?.person ?? first?.keyword, " again"),
  ...otherDetail(second),
  ...sharedDetail(first?.genre, ", too"),
];

/** "Because you watched Rififi and Topkapi". */
function reasonsText(first: Because, second: Because): string {
  const { before, name, after } = reasonOf(second);
  const text = reasonText(first);
  return before === reasonOf(first).before
    ? `${text} and ${name}${after}`
    : `${text}, and ${before.replace("B", "b")}${name}${after}`;
}

export interface RailReasons {
  /** What is said of all titles. */
  heading: string;
  /** What is said of a title and not of all others; undefined: nothing. */
  ofCard: (because: readonly Because[]) => Reason | undefined;
}

export function railReasons(rail: Because, titles: readonly (readonly Because[])[]): RailReasons {
  const counts = new Map<string, number>();
  for (const details of titles.map(detailsOf))
    for (const text of new Set(details.map((each) => each.text)))
      counts.set(text, (counts.get(text) ?? 0) + 1);
  const shareOf = ({ text }: Detail) => (counts.get(text) ?? 0) / titles.length;
  const isOfAll = (detail: Detail) => shareOf(detail) === 1;

  const [first, second] = titles[0] ?? [];
  const subject = [first?.person ?? first?.keyword, first?.genre]
    .flatMap((name) => sharedDetail(name, ""))
    .find(isOfAll)?.text;
  const text =
    second && otherDetail(second).some(isOfAll) ? reasonsText(rail, second) : reasonText(rail);
  return {
    heading: subject ? `${text}: ${subject} again` : text,
    ofCard: (because) => {
      const own = detailsOf(because).filter((detail) => !isOfAll(detail));
      // What most titles have says less than what few have.
      return (own.find((detail) => shareOf(detail) <= 1 / 2) ?? own[0])?.onCard;
    },
  };
}
