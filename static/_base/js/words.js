// The few sentences scripts say, translated by the server into <body data-words>.
const words = JSON.parse(document.body.dataset.words || "{}");

export function say(key, values = {}) {
  return Object.entries(values).reduce((text, [name, value]) => text.replace(`{${name}}`, value), words[key] ?? key);
}

export function timeNow() {
  const locale = { ar: "ar-MA", fr: "fr", en: "en" }[document.documentElement.lang];
  return new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", numberingSystem: "latn" }).format(new Date());
}
