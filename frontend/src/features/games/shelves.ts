/** The user's shelves: what the server has, and what was moved in this tab since. */
import { createAsyncStore } from "@solidjs/router";
import { createMemo, createSignal, type Accessor } from "solid-js";
import { listShelves } from "../../api/games";
import type { GameStatus, ShelfSort, ShelvedGame, Shelves as ShelvesAnswer } from "../../api/types";
import { shelvesQuery } from "../../shared/queries";
import { withUserMarks } from "../../shared/titles/userMarks";
import { toastOnError } from "../../ui/toast";

/** Games of each shelf that are loaded at first, and with each page after. */
const PAGE_SIZE = 40;

export interface Shelves {
  answer: Accessor<ShelvesAnswer | undefined>;
  game: (mediaId: number) => ShelvedGame | undefined;
  /** Ids of the games on a shelf, those that were just moved there first. */
  idsOf: (status: GameStatus) => number[];
  totalOf: (status: GameStatus) => number;
  hasMore: (status: GameStatus) => boolean;
  loadMore: (status: GameStatus) => void;
}

type Further = Partial<Record<GameStatus, { items: ShelvedGame[]; cursor: string | null }>>;

export function createShelves(
  platform: Accessor<string | undefined>,
  sort: Accessor<ShelfSort>,
): Shelves {
  const query = () => ({ platform: platform(), sort: sort(), limit: PAGE_SIZE });
  const answer = createAsyncStore(() => shelvesQuery(query()));
  const [further, setFurther] = createSignal<{ of: string; pages: Further }>({ of: "", pages: {} });
  const pages = () => (further().of === JSON.stringify(query()) ? further().pages : {});

  const games = createMemo(() => {
    const found = new Map<number, { game: ShelvedGame; status: GameStatus }>();
    for (const shelf of answer.latest?.shelves ?? []) {
      for (const game of [...shelf.items, ...(pages()[shelf.status]?.items ?? [])]) {
        found.set(game.media.id, { game, status: shelf.status });
      }
    }
    return found;
  });
  const shelfOf = (status: GameStatus) =>
    answer.latest?.shelves.find((shelf) => shelf.status === status);
  const present = (game: ShelvedGame) => withUserMarks(game.media).gameStatus;
  const cursorOf = (status: GameStatus) =>
    (pages()[status] ?? { cursor: shelfOf(status)?.nextCursor ?? null }).cursor;

  const loadMore = async (status: GameStatus) => {
    const asked = query();
    const cursor = cursorOf(status);
    if (cursor === null) return;
    const page = await toastOnError(listShelves({ ...asked, status, cursor }));
    const shelf = page?.shelves[0];
    if (!shelf) return;
    const known = pages()[status]?.items ?? [];
    const items = [...known, ...shelf.items];
    setFurther({
      of: JSON.stringify(asked),
      pages: { ...pages(), [status]: { items, cursor: shelf.nextCursor } },
    });
  };

  return {
    answer: () => answer.latest,
    game: (mediaId) => games().get(mediaId)?.game,
    idsOf: (status) => {
      const here = [...games().values()].filter(({ game }) => present(game) === status);
      const isMoved = (each: { status: GameStatus }) => each.status !== status;
      const sorted = [...here.filter(isMoved), ...here.filter((each) => !isMoved(each))];
      return sorted.map(({ game }) => game.media.id);
    },
    totalOf: (status) => {
      let total = shelfOf(status)?.total ?? 0;
      for (const each of games().values()) {
        const now = present(each.game);
        if (each.status === status && now !== status) total -= 1;
        if (each.status !== status && now === status) total += 1;
      }
      return total;
    },
    hasMore: (status) => cursorOf(status) !== null,
    loadMore: (status) => void loadMore(status),
  };
}
