/** Languages with a list of stopwords, by full name, and their short names. */
const stopwordAliases: Readonly<Record<string, string>> = {
  arabic: 'ar',
  azerbaijani: 'az',
  basque: 'eu',
  bengali: 'bn',
  catalan: 'ca',
  chinese: 'zh',
  danish: 'da',
  dutch: 'nl',
  english: 'en',
  finnish: 'fi',
  french: 'fr',
  german: 'de',
  greek: 'el',
  hebrew: 'he',
  hinglish: 'hi-en',
  hungarian: 'hu',
  indonesian: 'id',
  italian: 'it',
  japanese: 'jp',
  kazakh: 'kk',
  nepali: 'ne',
  norwegian: 'no',
  portuguese: 'pt',
  romanian: 'ro',
  russian: 'ru',
  slovene: 'sl',
  spanish: 'es',
  swedish: 'sv',
  tajik: 'tg',
  turkish: 'tr',
}

/** Languages with a Snowball stemmer, by full name, and their short names. */
const stemmerAliases: Readonly<Record<string, string>> = {
  arabic: 'ar',
  armenian: 'hy',
  danish: 'da',
  dutch: 'nl',
  english: 'en',
  finnish: 'fi',
  french: 'fr',
  german: 'de',
  greek: 'el',
  hungarian: 'hu',
  italian: 'it',
  norwegian: 'no',
  portuguese: 'pt',
  romanian: 'ro',
  russian: 'ru',
  spanish: 'es',
  swedish: 'sv',
  tamil: 'ta',
  turkish: 'tr',
}

/** Full names of the languages that have stopwords, sorted. */
export const stopwordLanguages: readonly string[] = Object.keys(stopwordAliases)
/** Every name that `stopwordLanguage` knows, full and short, sorted by language, then by name. */
export const stopwordLanguageNames: readonly string[] = Object.entries(stopwordAliases).flatMap((names) =>
  names.sort(),
)
/** Full names of the languages that have a stemmer, sorted. */
export const stemmerLanguages: readonly string[] = Object.keys(stemmerAliases)

/** The full name of a language with stopwords, from its full or short name in lower case. */
export function stopwordLanguage(name: string): string | undefined {
  return resolve(stopwordAliases, name)
}

/** The full name of a language with a stemmer, from its full or short name in lower case. */
export function stemmerLanguage(name: string): string | undefined {
  return resolve(stemmerAliases, name)
}

function resolve(aliases: Readonly<Record<string, string>>, name: string): string | undefined {
  if (Object.hasOwn(aliases, name)) return name
  return Object.keys(aliases).find((language) => aliases[language] === name)
}
