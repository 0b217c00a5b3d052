"""Which language a text is in, as far as it has to be known: only Chinese is read.

What tells one from another are its letters, and how many of them are everyday ones: bytes
that are read in a wrong encoding, and a PDF whose fonts lie, give letters of the right kind
that nobody writes.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from typing import Final

from geo.base.errors import InputError
from geo.base.messages import Message

# The most frequent characters of work reports, some of other prose, and their traditional
# forms: four of five characters of a report, one of eight of any list of characters.
_CHINESE: Final = frozenset(
    "业建新全化展实发产进大国推工市设动力区和中加一的增高成城持等人项生政务强提民个体家作创行"
    "能地开以保重上入目企省深改资会治施质合经平制点长造升年级好水快量坚服基现心用理农面村代公"
    "育为万有济文主优续品社效安范在完不投机三域技定元科支亿学规色出态要落度性金商程县系乡通融"
    "更事革集示型场标稳园府共办打领总源活位法防电环统医运数特营争向境管费群达路同海消风精方教"
    "批善引第放我分部各到做试整四居绿是线台五自期策协十本护联划二旅镇交对收抓物山扩积外步时培"
    "小转决综口专江获监院流促老就构率立式道委计下障多突值准应与导解游关州兴智先健网险利链首战"
    "极习局党题结模们干广次际供聚接果两验信内破近任取贸评速固养求前众字表及筹功南格明术件督河"
    "研义预美东均得房清车势百确港严西团指才条础问过空易校林央北选食调气断单双意户碳着来攻招员"
    "贯超控名列牢间核排复类案振头扎思住低配神之查难带千污层权于额节天把亩略备子形康湖药惠比想"
    "需所土举疗牌议彻装铁零拓减奋组常让普别届里材巩降你他她它这那了也都说没看去吧吗很些什么怎"
    "候因但如知己起给从被"
    "業實發產進國設動區項務強個體創開資會質經點長級堅現農爲萬濟優續範機億學規態縣鄉場標穩園辦"
    "領總電環統醫運數營爭費羣達風試綠線臺協護聯劃鎮對擴積時轉決綜專獲監構計準應與導遊關興網險"
    "鏈戰極習黨題結們幹廣際兩驗內貿評養衆籌術義預東車勢確嚴團條礎問過選調氣斷單雙戶來員貫間復"
    "類頭難帶層權於額節畝備藥舉療議徹裝鐵減奮組讓別屆裏鞏這說沒嗎麼給從係嘅為着群啟衛産淨温"
)
# The most frequent syllables of Korean.
_KOREAN: Final = frozenset(
    "이다는의을에가하고은한지로를기도사서리어시자들인아나대정라그해으있부수게것만일제였과적스"
    "구상면보전여주장니와했국성조공우년학원동치비신문관소경중실방용선화업회계물발생연세분식행"
    "안때요무내유모미위진단강체산금개심역건등간통말같거습합되된될할및당토추재결반권민영입출교"
    "평본외양음님오러르드트운명력직남북호차불번임청군읍완준착설투억천백월복육예술농촌환"
)
# Of words in letters one is worth about as much as a character of Chinese.
_WORD: Final = 5
_LEAST_CHINESE: Final = 0.05
_LEAST_JAPANESE: Final = 0.15
_LEAST_KOREAN: Final = 0.3
_LEAST_FREQUENT: Final = 0.25
# Of fewer characters the share of frequent ones says nothing.
_FEW: Final = 25


def is_hanzi(character: str) -> bool:
    """Whether it is a Chinese character."""
    code = ord(character)
    return 0x4E00 <= code <= 0x9FFF or 0x3400 <= code <= 0x4DBF or 0x20000 <= code <= 0x3FFFF


def is_kana(character: str) -> bool:
    """Whether it is a letter of Japanese; the narrow ones are not, which few texts have."""
    return "\u3041" <= character <= "\u3096" or "\u30a1" <= character <= "\u30fa"


def is_hangul(character: str) -> bool:
    """Whether it is a syllable or letter of Korean."""
    return "\uac00" <= character <= "\ud7a3" or "\u1100" <= character <= "\u11ff"


def frequent_share(text: str, language: str = "Chinese") -> float:
    """Return how many of the letters beyond ASCII are frequent ones of a language, of 1.

    ``language`` is Chinese, Korean or Japanese. Marks do not count; without letters it is 0.
    """
    letters = hits = 0
    for character, count in Counter(text).items():
        if character.isascii() or not _is_letter(character):
            continue
        letters += count
        hits += count * _is_frequent(character, language)
    return hits / letters if letters else 0.0


def _is_letter(character: str) -> bool:
    # What is assigned to nobody counts as well: no text holds it.
    return unicodedata.category(character)[0] in "LCM" and character != "\ufeff"


def _is_frequent(character: str, language: str) -> bool:
    if language == "Korean":
        return character in _KOREAN
    if language == "Japanese":
        return is_kana(character) or character in _CHINESE
    return character in _CHINESE


def kana_share(text: str) -> float:
    """Return how many of a text's Chinese and Japanese letters are Japanese, of 1."""
    counts = Counter(text)
    kana = sum(n for c, n in counts.items() if is_kana(c))
    hanzi = sum(n for c, n in counts.items() if is_hanzi(c))
    return kana / (kana + hanzi) if kana else 0.0


def foreign_language(text: str) -> Message | None:
    """Return what a text that is not Chinese is (``Korean text``), None for Chinese.

    A text without letters is none of these, and so is one that cites another language.
    """
    counts: Counter[str] = Counter()
    for character, count in Counter(text).items():
        if character.isalpha():
            counts[_script(character)] += count
    hanzi, kana, hangul = counts["hanzi"], counts["kana"], counts["hangul"]
    if kana > _LEAST_JAPANESE * (hanzi + kana):
        return Message("japanese_text")
    if hangul > _LEAST_KOREAN * (hanzi + hangul):
        return Message("korean_text")
    others = {name: n for name, n in counts.items() if name not in {"hanzi", "kana", "hangul"}}
    words = sum(others.values()) / _WORD
    if not words or hanzi >= _LEAST_CHINESE * (hanzi + words):
        return None
    most = max(others, key=others.__getitem__)
    if most == "Latin":
        return Message("text_in_latin_letters")
    return Message("text_in_letters", script=most)


def _script(character: str) -> str:
    for name, is_one in (("hanzi", is_hanzi), ("kana", is_kana), ("hangul", is_hangul)):
        if is_one(character):
            return name
    if character.isascii():
        return "Latin"
    # The name of a letter begins with that of its script.
    return unicodedata.name(character, "Other").partition(" ")[0].capitalize()


def looks_wrong(text: str) -> bool:
    """Whether a text's Chinese characters are not those that anybody writes."""
    hanzi = "".join(c for c in text if is_hanzi(c))
    return len(hanzi) >= _FEW and frequent_share(hanzi) < _LEAST_FREQUENT


def check_chinese(text: str, where: str) -> None:
    """Refuse a text in another language, by :class:`~geo.base.errors.InputError` in one line."""
    if language := foreign_language(text):
        raise InputError("foreign_text", where, language=language)
