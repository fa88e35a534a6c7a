/** `ngx.shared`: a table for each dictionary. */
import type { SharedDict, SharedStore } from "../../host/ports.ts";
import { Table } from "../../vm/table.ts";
import { Userdata, type Value } from "../../vm/values.ts";

/** The key under which the reference keeps the C object. */
const ZONE_FIELD = 1;

/** The tables of all dictionaries by name. They have one metatable, which is `methods` itself. */
export function sharedTable(dicts: SharedStore, methods: Table): Table {
  methods.set("__index", methods);
  const shared = new Table();
  for (const [name, dict] of dicts) {
    const table = new Table();
    table.set(ZONE_FIELD, new Userdata(new Zone(dict)));
    table.setMetatable(methods);
    shared.set(name, table);
  }
  return shared;
}

/** The dictionary of a table, if it has one. */
export function dictOf(table: Value): SharedDict | undefined {
  const held = table instanceof Table ? table.get(ZONE_FIELD) : undefined;
  return held instanceof Userdata && held.payload instanceof Zone ? held.payload.dict : undefined;
}

/** Tells the userdata of a dictionary from others. */
class Zone {
  readonly dict: SharedDict;

  constructor(dict: SharedDict) {
    this.dict = dict;
  }
}
