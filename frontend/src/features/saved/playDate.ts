/** What a form says of the time of a viewing. */
import { createEffect, createSignal, on, type Accessor } from "solid-js";
import type { Play, PlayTime } from "../../api/types";
import { dayOf, timeOf } from "./diaryDays";

export type Known = "date" | "release" | "unknown";

export interface PlayDate {
  known: Accessor<Known>;
  setKnown: (known: Known) => void;
  day: Accessor<string>;
  setDay: (day: string) => void;
  time: Accessor<string>;
  setTime: (time: string) => void;
  value: () => PlayTime;
  /** Whether it is another time than that of the viewing. */
  isChanged: () => boolean;
}

/** Begins with the time of a viewing. */
export function createPlayDate(play: Accessor<Play | undefined>): PlayDate {
  const [known, setKnown] = createSignal<Known>("date");
  const [day, setDay] = createSignal("");
  const [time, setTime] = createSignal("");
  createEffect(
    on(
      () => play()?.id,
      () => {
        const begin = play();
        if (!begin) return;
        setKnown(knownOf(begin));
        setDay(dayOf(begin));
        setTime(timeOf(begin));
      },
    ),
  );
  return {
    known,
    setKnown,
    day,
    setDay,
    time,
    setTime,
    value: () => playTime(known(), day(), time()),
    isChanged: () => {
      const before = play();
      if (!before || known() !== knownOf(before)) return true;
      return known() === "date" && (day() !== dayOf(before) || time() !== timeOf(before));
    },
  };
}

function knownOf(play: Play): Known {
  return play.precision === "moment" || play.precision === "day" ? "date" : play.precision;
}

/** A day counts as written; a moment is one in the local time zone. */
function playTime(known: Known, day: string, time: string): PlayTime {
  if (known !== "date") return { precision: known };
  if (time === "") return { precision: "day", watchedAt: `${day}T12:00:00Z` };
  return { precision: "moment", watchedAt: new Date(`${day}T${time}`).toISOString() };
}
