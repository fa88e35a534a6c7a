/**
 * Names of Unicode properties as the recorded PCRE2 (10.42) reads them: without regard to case, spaces, hyphens and underscores,
 * scripts by their short names and as `sc:Greek`, too. The binary (10.34) takes only the names of its own table.
 */

export interface Written {
  readonly text: string;
  /** Where in the pattern as it was given an offset in {@link text} is. */
  original(offset: number): number;
}

/** Writes the names of properties as the binary has them; what it has not is left as it is. */
export function withKnownNames(pattern: string): Written {
  if (!/\\[pP]/.test(pattern)) return { text: pattern, original: (offset) => offset };
  const shifts: Shift[] = [];
  let text = "";
  let from = 0;
  for (const found of pattern.matchAll(PROPERTY)) {
    const [whole, letter, negation = "", inBraces, single] = found;
    const name = inBraces ?? single;
    if (letter === undefined || name === undefined) continue;
    const known = knownName(name);
    if (known === undefined || known === name) continue;
    const end = found.index + whole.length;
    text += pattern.slice(from, found.index);
    text += whole.includes("{") ? `\\${letter}{${negation}${known}}` : `\\${letter}${known}`;
    from = end;
    shifts.push({ from: text.length, by: end - text.length });
  }
  text += pattern.slice(from);
  return { text, original: (offset) => offset + (shifts.findLast((shift) => offset >= shift.from)?.by ?? 0) };
}

/** From an offset on the pattern as it was given is longer by so much. */
interface Shift {
  readonly from: number;
  readonly by: number;
}

/** A property, with a name in braces or a letter; or a quotation or another escape, which could hide one. */
const PROPERTY = /\\Q.*?(?:\\E|$)|\\([pP])(?:\{(\^?)([^}]*)\}|([A-Za-z]))|\\./gs;

function knownName(name: string): string | undefined {
  const [, prefix, value = ""] = /^(?:(sc|script)[:=])?(.*)$/s.exec(loose(name)) ?? [];
  return (prefix === undefined ? CATEGORIES.get(value) : undefined) ?? SCRIPTS.get(value);
}

function loose(name: string): string {
  return name.replace(/[\s_-]/g, "").toLowerCase();
}

const CATEGORIES: ReadonlyMap<string, string> = new Map(
  [
    ..."C Cc Cf Cn Co Cs L L& Ll Lm Lo Lt Lu M Mc Me Mn N Nd Nl No P Pc Pd Pe Pf Pi Po Ps S Sc Sk Sm So Z Zl Zp Zs".split(
      " ",
    ),
    ..."Any Xan Xps Xsp Xuc Xwd".split(" "),
  ]
    .map((name) => [loose(name), name] as const)
    .concat([["lc", "L&"]]),
);

/** With their short names, where these are others. */
const SCRIPTS: ReadonlyMap<string, string> = new Map(
  `
Adlam=Adlm Ahom Anatolian_Hieroglyphs=Hluw Arabic=Arab Armenian=Armn Avestan=Avst Balinese=Bali Bamum=Bamu
Bassa_Vah=Bass Batak=Batk Bengali=Beng Bhaiksuki=Bhks Bopomofo=Bopo Brahmi=Brah Braille=Brai Buginese=Bugi Buhid=Buhd
Canadian_Aboriginal=Cans Carian=Cari Caucasian_Albanian=Aghb Chakma=Cakm Cham Cherokee=Cher Common=Zyyy Coptic=Copt
Cuneiform=Xsux Cypriot=Cprt Cyrillic=Cyrl Deseret=Dsrt Devanagari=Deva Dogra=Dogr Duployan=Dupl
Egyptian_Hieroglyphs=Egyp Elbasan=Elba Elymaic=Elym Ethiopic=Ethi Georgian=Geor Glagolitic=Glag Gothic=Goth
Grantha=Gran Greek=Grek Gujarati=Gujr Gunjala_Gondi=Gong Gurmukhi=Guru Han=Hani Hangul=Hang Hanifi_Rohingya=Rohg
Hanunoo=Hano Hatran=Hatr Hebrew=Hebr Hiragana=Hira Imperial_Aramaic=Armi Inherited=Zinh Inscriptional_Pahlavi=Phli
Inscriptional_Parthian=Prti Javanese=Java Kaithi=Kthi Kannada=Knda Katakana=Kana Kayah_Li=Kali Kharoshthi=Khar
Khmer=Khmr Khojki=Khoj Khudawadi=Sind Lao=Laoo Latin=Latn Lepcha=Lepc Limbu=Limb Linear_A=Lina Linear_B=Linb Lisu
Lycian=Lyci Lydian=Lydi Mahajani=Mahj Makasar=Maka Malayalam=Mlym Mandaic=Mand Manichaean=Mani Marchen=Marc
Masaram_Gondi=Gonm Medefaidrin=Medf Meetei_Mayek=Mtei Mende_Kikakui=Mend Meroitic_Cursive=Merc
Meroitic_Hieroglyphs=Mero Miao=Plrd Modi Mongolian=Mong Mro=Mroo Multani=Mult Myanmar=Mymr Nabataean=Nbat
Nandinagari=Nand New_Tai_Lue=Talu Newa Nko=Nkoo Nushu=Nshu Nyiakeng_Puachue_Hmong=Hmnp Ogham=Ogam Ol_Chiki=Olck
Old_Hungarian=Hung Old_Italic=Ital Old_North_Arabian=Narb Old_Permic=Perm Old_Persian=Xpeo Old_Sogdian=Sogo
Old_South_Arabian=Sarb Old_Turkic=Orkh Oriya=Orya Osage=Osge Osmanya=Osma Pahawh_Hmong=Hmng Palmyrene=Palm
Pau_Cin_Hau=Pauc Phags_Pa=Phag Phoenician=Phnx Psalter_Pahlavi=Phlp Rejang=Rjng Runic=Runr Samaritan=Samr
Saurashtra=Saur Sharada=Shrd Shavian=Shaw Siddham=Sidd SignWriting=Sgnw Sinhala=Sinh Sogdian=Sogd Sora_Sompeng=Sora
Soyombo=Soyo Sundanese=Sund Syloti_Nagri=Sylo Syriac=Syrc Tagalog=Tglg Tagbanwa=Tagb Tai_Le=Tale Tai_Tham=Lana
Tai_Viet=Tavt Takri=Takr Tamil=Taml Tangut=Tang Telugu=Telu Thaana=Thaa Thai Tibetan=Tibt Tifinagh=Tfng Tirhuta=Tirh
Ugaritic=Ugar Unknown=Zzzz Vai=Vaii Wancho=Wcho Warang_Citi=Wara Yi=Yiii Zanabazar_Square=Zanb
`
    .trim()
    .split(/\s+/)
    .flatMap((names) => {
      const [name = "", short = name] = names.split("=");
      return [name, short].map((written) => [loose(written), name] as const);
    }),
);
