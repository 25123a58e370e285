"""Words that decide whether a stop ends a sentence; all case-folded, abbreviations with their stop."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


TITLES = _words(
    "al. approx. ca. capt. cf. col. dr. e.g. est. gen. gov. hon. i.e. jr. lt. maj. messrs. mgr. "
    "mlle. mme. mr. mrs. ms. pres. prof. rep. rev. sen. sgt. sr. st. v. viz. vs."
)
"""In many languages before a name, or within a phrase."""
BINDING = {
    "en": _words("adm. ave. blvd. cmdr. cpl. det. ft. insp. mt. ph. pvt. supt."),
    "vi": _words(
        "bs. bscki. bsckii. cki. ckii. cn. ct. cty. ds. gs. gsts. gđ. h. ks. kts. ls. mst. ncs. nsnd. "
        "nsưt. nxb. p. pct. pgs. pgđ. q. st. stk. t.p. th.s ths. ths.bs. tp. ts. tskh. tt. ttg. tx. "
        "vs. đ.c. đ/c. đc. đt."
    ),
    "de": _words(
        "a. b. bzw. d. d.h. dipl. evtl. fr. frl. ggf. h. hl. hr. ing. inkl. sog. str. tel. u. u.a. z. z.b."
    ),
    "fr": _words("av. bd. cf. dr. env. h. hab. m. me. min. mlle. mm. mme. p.ex. pr. st. ste."),
    "es": _words("av. avda. d. dr. dra. dña. ee. núm. p.ej. sr. sra. srta. ud. uds."),
    "pt": _words("av. d. dr. dra. exma. exmo. p.ex. sr. sra."),
    "it": _words("avv. dott. ing. on. p.es. prof. sig. sig.ra"),
    "ru": _words(
        "акад. г-жа. г-н. д. доц. им. кв. напр. обл. пер. пл. пр. просп. проф. р-н. рис. с. см. ср. "
        "стр. т. тел. тов. ул."
    ),
    "uk": _words("акад. вул. див. доц. м. напр. обл. пл. просп. проф. ім."),
    "pl": _words("al. dr. gen. im. inż. m.in. mgr. np. prof. płk. tzw. ul. św."),
    "ar": _words("أ. أ.د. ا.د. ت. د. ص. م."),
    "hi": _words("इं. कु. डॉ. पं. प्रो. मो. श्री. स्व."),
    "th": _words(
        "กม. ค.ศ. จ. ซ. ด.ช. ด.ญ. ดร. ต. ถ. น.ส. นพ. ผศ. พ. พ.ต.อ. พ.ศ. พญ. พล.ต. พล.อ. ม. ร.ต. รศ. ศ. อ."
    ),
}
"""Never the end of a sentence: a name or the rest of the phrase follows."""
NUMBERING = _words(
    "abs. art. arts. aug. bd. ch. dec. eq. feb. fig. figs. jan. kap. no. nos. nov. nr. nº. núm. "
    "oct. p. par. pp. s. sec. sept. tab. tr. vol. §. гл. п. ст. т."
)
"""Bound to a figure that follows, and only to that."""
CLOSING = {
    "en": _words(
        "a.d. a.m. b.a. b.c. co. corp. d.c. e.u. etc. inc. jr. ltd. m.a. m.d. p.m. ph.d. sr. st. u.k. "
        "u.n. u.s. u.s.a."
    ),
    "de": _words("co. etc. jh. n.chr. usw. v.chr."),
    "fr": _words("c.-à-d. etc. h."),
    "ru": _words("в. вв. г. гг. д. др. коп. млн. млрд. п. пр. руб. т.д. т.е. т.п. тыс."),
    "vi": _words("etc. v.v. v.v..."),
    "es": _words("ee.uu. etc."),
}
"""May end a sentence, or not."""
STARTERS = {
    "en": _words(
        "a according after all although an and as at before both but by everyone for from he her his "
        "how however i if in it its many meanwhile most my no nobody not nothing now on once one or "
        "our she since so some such that the their then there these they this those though two we "
        "what when where while who why with yet you"
    ),
    "de": _words(
        "aber alle als am auch auf bei danach dann das der die diese dieser dieses doch dort ein eine "
        "er es heute hier ich ihr ihre im in mehr mit nach niemand nur oder seine sie so und viele "
        "warum was wenn wer wie wir"
    ),
    "fr": _words(
        "au aux avec c ce ces cette comme dans des donc elle elles en et il ils je l la le les leur "
        "leurs mais nous on ou par pour quand sa sans selon ses si son sur tous tout un une vous à"
    ),
    "es": _words(
        "como con cuando el ella ellos en esta este la las lo los no para pero por se si su sus un una y él"
    ),
    "ru": _words(
        "а в во все всё вы где его если её за и из или их к как когда кто мы на не но он она они оно "
        "по потом с со так там тогда у что эта эти это этот я"
    ),
    "vi": _words(
        "anh bà bác chú chúng chị các còn có cô cả do dưới em hiện hoặc hôm họ khi không mọi một "
        "ngoài ngày nhiều nhưng những nó năm nếu sau theo trong trên trước tuy tôi tại từ việc và vì "
        "với ông điều đây đó được đến để đồng"
    ),
}
"""Usual first words of a sentence."""
