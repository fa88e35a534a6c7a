/** What parse_pem_cert and its neighbours make: scripts get it as an object, and hand it to sockets. */
import { Userdata, type Value } from "../../vm/values.ts";

/** A chain of certificates in DER, the peer's own first. */
export class ParsedCertificates {
  readonly chain: readonly string[];

  constructor(chain: readonly string[]) {
    this.chain = chain;
  }
}

export class ParsedKey {
  /** In DER. */
  readonly key: string;

  constructor(key: string) {
    this.key = key;
  }
}

/** As scripts hold it. */
export function handleOf(parsed: ParsedCertificates | ParsedKey): Userdata {
  return new Userdata(parsed, "cdata");
}

export function parsedOf(value: Value): unknown {
  return value instanceof Userdata ? value.payload : undefined;
}
