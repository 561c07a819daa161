/** Languages of films and their subtitles, by their tags of BCP 47. */
export const LANGUAGES: readonly string[] = (
  "af am ar az be bg bn bs ca cs cy da de el en en-GB es et eu fa fi fr fr-CA ga gl gu he " +
  "hi hr hu hy id is it ja ka kk km kn ko ku lo lt lv mk ml mn mr ms my nb ne nl pa pl pt pt-BR ro " +
  "ru si sk sl so sq sr sv sw ta te th tl tr uk ur uz vi zh zh-Hans zh-Hant zu"
).split(" ");

const OF_A_SCRIPT = /-[A-Z][a-z]{3}$/;

/** Languages of titles, which translations tell apart by country and not by script. */
export const TITLE_LANGUAGES: readonly string[] = [
  ...LANGUAGES.filter((tag) => !OF_A_SCRIPT.test(tag)),
  ...["es-MX", "zh-CN", "zh-HK", "zh-TW"],
];
