/** What generated code calls, by the names that emit.ts uses. */
import { call, callClosure } from "../calls.ts";
import { getField, setField } from "../fields.ts";
import { NO_REGISTERS } from "../frames.ts";
import { Box, Closure, NativeFunction } from "../functions.ts";
import {
  checkLoop,
  fillTable,
  followedBy,
  leave,
  mustStandBack,
  nextEntry,
  setElement,
  standBack,
  tailCall,
} from "../instruction-bodies.ts";
import {
  arithmetic,
  concatenateRange,
  equals,
  index,
  length,
  lessOrEqual,
  lessThan,
  modulo,
  power,
  setIndex,
} from "../operators.ts";
import { call0, call1, call2, call3 } from "../quick-calls.ts";
import { newRegisters } from "../registers.ts";
import { Table } from "../table.ts";
import { UNWIND } from "../unwinding.ts";
import { asResult, NOTHING } from "../values.ts";

/** Estimated bytes of JavaScript stack that a compiled function takes. */
const FRAME_DEPTH = 400;

export const runtime = {
  Box,
  Closure,
  FRAME_DEPTH,
  NOTHING,
  NO_REGISTERS,
  NativeFunction,
  Table,
  UNWIND,
  arithmetic,
  asResult,
  call,
  call0,
  call1,
  call2,
  call3,
  callClosure,
  checkLoop,
  concatenateRange,
  equals,
  fillTable,
  followedBy,
  getField,
  index,
  isArray: Array.isArray,
  leave,
  length,
  lessOrEqual,
  lessThan,
  modulo,
  mustStandBack,
  newRegisters,
  nextEntry,
  power,
  setElement,
  setField,
  setIndex,
  standBack,
  tailCall,
} as const;
