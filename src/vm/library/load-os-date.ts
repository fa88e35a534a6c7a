import { date, time } from "./os-date.ts";

/** What reckons with calendars. */
export const loadOsDate = () => ({ date, time });
