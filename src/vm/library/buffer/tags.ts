/** The bytes with which serialized values begin (lj_serialize.c). */
export const TAG = {
  nil: 0x00,
  false: 0x01,
  true: 0x02,
  /** A null pointer. */
  null: 0x03,
  int: 0x06,
  number: 0x07,
  /** And 1 where there are other keys, 2 where there are 0, 1, 2, …, 4 where there are 1, 2, … */
  table: 0x08,
  metatable: 0x0e,
  dictionary: 0x0f,
  /** And the text's length. */
  text: 0x20,
} as const;

/** How deep tables may lie in each other. */
export const DEEPEST = 100;
export const TOO_DEEP = "too deep to serialize";
