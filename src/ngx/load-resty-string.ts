/** lua-resty-string. */
import { restyAes } from "./resty-string/aes.ts";
import { restyMd5, restySha, restyShas } from "./resty-string/digest-library.ts";
import { restyRandom } from "./resty-string/random.ts";
import { restyString } from "./resty-string/string.ts";

export const loadRestyString = () => ({ restyAes, restyMd5, restySha, restyShas, restyRandom, restyString });
