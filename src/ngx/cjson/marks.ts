/** What the instances of cjson in one machine share: the values that stand for JSON's own, and which bytes are escaped. */
import { Table } from "../../vm/table.ts";
import { Userdata } from "../../vm/values.ts";
import { escapeTable } from "./writer.ts";

export class Marks {
  readonly null: Userdata;
  /** Written as `[]`. */
  readonly emptyArray = new Userdata("empty array");
  /** The metatable of tables that are arrays, whatever they hold. */
  readonly arrayMt = new Table();
  /** The metatable of tables that are arrays even when they are empty. */
  readonly emptyArrayMt = new Table();
  /** One for all instances, as in lua-cjson: whether `/` is escaped is decided by whoever sets it last. */
  readonly escapes = escapeTable();

  constructor(ngxNull: Userdata) {
    this.null = ngxNull;
  }
}
