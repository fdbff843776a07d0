"""The words by which filters are typed into the box, in each language: ``auteur:``, ``قبل:``, ``kind:proposal``.

Compared folded, so that accents, capitals, hamzas and vowel marks do not matter.
"""

from collections.abc import Mapping
from typing import Final

from goforum.core.analysis import fold_word

# filter: its names. The first of each language is the one the help shows.
_NAMES: Final = {
    "author": "author by auteur autrice par الكاتب كاتب",
    "group": "group groupe المجموعة مجموعة الفريق",
    "since": "after since apres depuis بعد منذ",
    "until": "before avant قبل",
    "state": "state status etat statut الحالة حالة",
    "kind": "kind type genre النوع نوع",
    "lang_of": "language lang langue اللغة لغة",
    "org": "organisation organization org organisme الهيئة هيئة المنظمة منظمة",
    "commitment": "commitment engagement الالتزام التزام",
}
_KINDS: Final = {
    "thread": "thread threads discussion discussions sujet sujets نقاش نقاشات موضوع",
    "post": "post posts message messages reponse reponses reply replies رد ردود رسالة",
    "proposal": "proposal proposals proposition propositions مقترح مقترحات اقتراح",
    "commitment": "commitment commitments engagement engagements التزام التزامات",
    "meeting": "meeting meetings reunion reunions اجتماع اجتماعات",
    "minutes": "minutes compte-rendu releve proces-verbal محضر محاضر",
    "message": "chat live direct دردشة مباشر",
    "group": "group groups groupe groupes مجموعة مجموعات",
    "organisation": "organisation organisations organization organizations organisme organismes هيئة هيئات منظمة",
    "person": "person people personne personnes شخص أشخاص",
}
_STATES: Final = {
    "open": "open ouvert ouverte مفتوح مفتوحة",
    "closed": "closed clos close fermee ferme مغلق مغلقة",
    "archived": "archived archive archivee مؤرشف مؤرشفة",
    "review": "review examen دراسة",
    "voting": "voting vote تصويت",
    "accepted": "accepted accepte acceptee adoptee مقبول مقبولة",
    "rejected": "rejected rejete rejetee مرفوض مرفوضة",
    "withdrawn": "withdrawn retire retiree مسحوب مسحوبة",
    "merged": "merged fusionne fusionnee مدمج مدمجة",
    "integrated": "integrated integre integree مدرج مدرجة",
    "planned": "planned prevu prevue مبرمج مبرمجة",
    "live": "live direct مباشر",
    "ended": "ended termine terminee منته منتهية",
    "cancelled": "cancelled canceled annule annulee ملغى ملغاة",
    "adopted": "adopted adopte معتمد معتمدة",
}
_LANGUAGES: Final = {"ar": "ar arabic arabe عربي عربية العربية", "fr": "fr french francais فرنسي فرنسية الفرنسية",
                     "en": "en english anglais إنجليزي إنجليزية الإنجليزية"}

STATES: Final = tuple(_STATES)
# How the help writes each filter, in each language.
WRITTEN: Final = {
    "author": {"en": "author:", "fr": "auteur:", "ar": "الكاتب:"},
    "group": {"en": "group:", "fr": "groupe:", "ar": "المجموعة:"},
    "org": {"en": "organisation:", "fr": "organisme:", "ar": "المنظمة:"},
    "commitment": {"en": "commitment:", "fr": "engagement:", "ar": "الالتزام:"},
    "kind": {"en": "kind:", "fr": "type:", "ar": "النوع:"},
    "state": {"en": "state:", "fr": "état:", "ar": "الحالة:"},
    "lang_of": {"en": "language:", "fr": "langue:", "ar": "اللغة:"},
    "since": {"en": "after:", "fr": "après:", "ar": "بعد:"},
    "until": {"en": "before:", "fr": "avant:", "ar": "قبل:"},
}
# What stands behind the colon in the help.
EXAMPLES: Final = {
    "author": {"en": "name", "fr": "nom", "ar": "الاسم"}, "group": {"en": "name", "fr": "nom", "ar": "الاسم"},
    "org": {"en": "name", "fr": "nom", "ar": "الاسم"}, "commitment": dict.fromkeys(("en", "fr", "ar"), "5"),
    "kind": {"en": "proposal", "fr": "proposition", "ar": "مقترح"},
    "state": {"en": "open", "fr": "ouvert", "ar": "مفتوح"}, "lang_of": {"en": "arabic", "fr": "arabe", "ar": "العربية"},
    "since": dict.fromkeys(("en", "fr", "ar"), "2026-01-31"), "until": dict.fromkeys(("en", "fr", "ar"), "2026"),
}


def _by_word(table: Mapping[str, str]) -> dict[str, str]:
    return {fold_word(word): name for name, words in reversed(list(table.items())) for word in words.split()}


NAMES: Final = _by_word(_NAMES)
VALUES: Final = {"kind": _by_word(_KINDS), "state": _by_word(_STATES), "lang_of": _by_word(_LANGUAGES)}
