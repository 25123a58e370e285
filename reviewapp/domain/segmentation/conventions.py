"""Where a language's writing keeps a stop inside a sentence: abbreviations, reported speech, ordinals."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

_NEVER = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True)
class Conventions:
    """Hold what one language says about stops; abbreviations are case-folded and end in their stop."""

    binding: frozenset[str]
    """Never the end of a sentence: a name or the rest of the phrase follows (``Dr.``, ``TP.``)."""
    numbering: frozenset[str]
    """Bound to a following figure only (``No. 5``)."""
    closing: frozenset[str]
    """May end a sentence: it does where a usual first word or a quotation follows (``p.m.``, ``U.S.``)."""
    starters: frozenset[str]
    """Usual first words of a sentence, case-folded."""
    speech: re.Pattern[str]
    """The reporting clause after a closing quotation mark, where no small letter tells it."""
    overlooked: tuple[str, ...]
    """Words that sentencex takes for abbreviations and never ends a sentence with."""
    ordinals: bool
    """Ordinal numbers are written with a stop (``19. Jahrhundert``)."""
    unspaced: bool
    """Sentences follow each other without a space."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_TITLES = _words(
    "mr. mrs. ms. dr. prof. st. jr. sr. gen. col. lt. capt. maj. sgt. rev. hon. gov. sen. rep. pres. messrs. "
    "mme. mlle. mgr. vs. v. e.g. i.e. cf. viz. approx. est. ca. al."
)
_BINDING = {
    "en": _words("ave. blvd. ft. mt. sept. oct. nov. dec. jan. feb. aug. ph. supt. det. insp. cpl. pvt. adm. cmdr."),
    "vi": _words(
        "tp. tx. tt. q. p. h. gs. pgs. ts. ths. th.s cn. ks. bs. ls. ds. nsưt. nsnd. bác. kts. gv. sv. hs. "
        "đ/c. đ.c. ncs. ths.bs. bscki. bsckii. ckii. cki. tskh. gsts. vs. nxb. mst. stk. đt. đc. ct. pct. ttg. "
        "thượng. t.p. tnhh. cty. cp. ub. tw. gđ. pgđ. hđnd. ubnd. st."
    )
    - _words("tnhh. cp. hđnd. ubnd. thượng. bác. tw. ub. hs. sv. gv."),
    "de": _words("z.b. z. b. d.h. d. h. u.a. u. a. bzw. ggf. inkl. evtl. sog. hl. frl. hr. fr. dipl. ing. str. tel."),
    "fr": _words("m. mm. mme. mlle. dr. pr. me. st. ste. av. bd. env. h. min. cf. p.ex. hab."),
    "es": _words("sr. sra. srta. d. dña. dr. dra. ud. uds. av. avda. p.ej. ee. núm."),
    "pt": _words("sr. sra. dr. dra. d. av. exmo. exma. p.ex."),
    "it": _words("sig. sig.ra dott. prof. ing. avv. on. p.es."),
    "ru": _words("т. тов. ул. пр. просп. пл. пер. д. кв. им. акад. проф. доц. обл. р-н. с. стр. рис. см. ср. напр. тел. г-н. г-жа."),
    "uk": _words("вул. просп. пл. м. ім. акад. проф. доц. обл. див. напр."),
    "pl": _words("ul. al. np. dr. prof. inż. mgr. gen. płk. im. św. m.in. tzw."),
    "ar": _words("د. أ. م. أ.د. ا.د. ص. ت."),
    "hi": _words("डॉ. श्री. प्रो. पं. स्व. कु. मो. इं."),
    "th": _words("ดร. ศ. รศ. ผศ. พ.ศ. ค.ศ. นพ. พญ. พล.อ. พล.ต. พ.ต.อ. จ. อ. ต. ถ. ซ. ม. กม. พ. ร.ต. ด.ช. ด.ญ. น.ส."),
}  # fmt: skip
_NUMBERING = _words(
    "no. nos. nr. núm. nº. art. arts. fig. figs. ch. vol. pp. p. par. sec. abs. kap. bd. s. tr. tab. eq. §. ст. п. гл. т."
)
_CLOSING = {
    "en": _words("a.m. p.m. u.s. u.k. u.n. e.u. d.c. u.s.a. inc. ltd. co. corp. etc. ph.d. m.a. b.a. m.d. b.c. a.d. jr. sr. st."),
    "de": _words("usw. etc. co. jh. n.chr. v.chr."),
    "fr": _words("etc. h. c.-à-d."),
    "ru": _words("г. гг. в. вв. д. п. др. пр. тыс. млн. млрд. руб. коп. т.д. т.п. т.е."),
    "vi": _words("v.v. v.v... etc."),
    "es": _words("etc. ee.uu."),
}  # fmt: skip
_STARTERS = {
    "en": _words(
        "a an the this that these those he she it they we you i his her its their our my in on at but and or so yet "
        "if when while what who why how where there then now after before as for from by with no not both all some "
        "many most such one two nobody nothing everyone however meanwhile since although though once according"
    ),
    "de": _words(
        "der die das ein eine er sie es wir ihr ich in im am auf bei mit nach und aber oder doch wenn als wie wer was "
        "warum heute dann danach dort hier so auch nur mehr alle viele niemand seine ihre dieser diese dieses"
    ),
    "fr": _words(
        "le la les l un une des il elle ils elles on nous vous je ce cette ces c dans en sur à au aux mais et ou donc "
        "si quand comme pour par avec sans selon son sa ses leur leurs tout tous"
    ),
    "es": _words(
        "el la los las un una él ella ellos en con por para pero y si cuando como su sus este esta lo no se"
    ),
    "ru": _words(
        "он она оно они мы вы я это этот эта эти в во на с со к по за из у но а и или если когда как что кто где там "
        "тогда потом его её их все всё не так"
    ),
    "vi": _words(
        "ông bà anh chị em cô chú bác nó họ tôi chúng đây đó điều việc những các một trong ngoài trên dưới tại theo "
        "từ đến với và nhưng hoặc nếu khi sau trước vì do để cả mọi nhiều hiện hôm năm ngày tuy còn đồng được có không"
    ),
}
_SPEECH = {
    "en": r"(?:[^ .!?,]+ ){1,3}(?:said|says|asked|reported|added|replied|shouted|wondered|told \w+)[.,]",
    "vi": r"(?:[^ .!?,]+ ){1,4}(?:hỏi|nói|nói thêm|chia sẻ|phát biểu|cho biết|đưa tin|trả lời|đáp|khẳng định)[.,]",
    "zh": r"[^。！？，,：:]{0,8}?(?:说|問|问|道|答|喊|叫|表示|称|稱|說|指出|补充|補充)道?[。，,：:！]",
    "ja": r"(?:と|って|など|とは|という|との|は|が|を|の|に|も|で)",
    "ko": r"[^.!?]{0,20}?(?:말|물|답|외|밝|덧붙|전|했)\w*다[.,]|(?:라고|라며|고|이라고)\b",
    "ar": r"و?(?:قال|قالت|أضاف|أضافت|سأل|سألت|صرح|صرحت|تابع|تابعت|أكد|أكدت|هتف|صاح|أجاب|أجابت)\b",
    "hi": r"[^।?!]{0,25}?(?:कहा|पूछा|बोल|बताया)",
    "th": r"[^ ]{0,20}?(?:กล่าว|พูด|ถาม|บอก|ตอบ)",
}
_OVERLOOKED = {"en": ("May. ", "Sun. ", "Sat. ", "Art. "), "vi": ("v.v. ",)}
_ORDINALS = frozenset(
    {"de", "da", "nb", "nn", "no", "fi", "cs", "sk", "hu", "hr", "sl", "sr", "bs", "et", "lv", "is", "tr"}
)
_UNSPACED = frozenset({"zh", "ja", "yue", "lzh", "wuu"})


@cache
def conventions_of(language: str) -> Conventions:
    """Return the conventions of a primary language subtag (``vi``); those common to all where it has no own."""
    speech = _SPEECH.get(language)
    return Conventions(
        binding=_TITLES | _BINDING.get(language, frozenset()),
        numbering=_NUMBERING,
        closing=_CLOSING.get(language, _CLOSING["en"]),
        starters=_STARTERS.get(language, frozenset()),
        speech=re.compile(speech) if speech else _NEVER,
        overlooked=_OVERLOOKED.get(language, ()),
        ordinals=language in _ORDINALS,
        unspaced=language in _UNSPACED,
    )
