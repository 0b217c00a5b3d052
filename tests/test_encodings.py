"""Bytes in any encoding: Chinese is read, the rest is called what it is. All texts are invented."""

from hashlib import sha512

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import geo
from geo.base.errors import InputError
from geo.cli.main import main
from geo.documents.encodings import decode
from geo.documents.inputs import decode_document
from geo.documents.languages import check_chinese, foreign_language, frequent_share, looks_wrong
from geo.jobs import tasks as jobs
from geo.many.digest import Settings, digest_inputs
from geo.many.tasks import Failed, Task, build_report

CHINESE = (
    "2021年政府工作报告。过去一年，我们推动青石大桥建成通车，柳湾隧道主体结构封顶，新建枫林中学、"
    "云杉医院，引进望江软件园，总投资35.6亿元；城区面貌持续刷新，芦苇荡公园对外开放。今年，我们将"
    "坚持稳中求进，加快重点项目建设，着力改善民生，努力完成全年目标任务。\n"
)
TRADITIONAL = (
    "2021年政府工作報告。過去一年，我們推動青石大橋建成通車，柳灣隧道主體結構封頂，新建楓林中學、"
    "雲杉醫院，引進望江軟件園，總投資35.6億元；城區面貌持續刷新，蘆葦蕩公園對外開放。今年，我們將"
    "堅持穩中求進，加快重點項目建設，著力改善民生，努力完成全年目標任務。\n"
)
CANTONESE = "香港嘅政府工作報告，我哋喺屋邨起咗新嘅醫院同學校，佢哋話啲路好行，仲有新嘅公園。\n"
KOREAN = (
    "정부 업무 보고. 지난해 우리는 도시의 기반 시설을 확충하고 주민들의 생활 환경을 개선하기 "
    "위하여 노력하였습니다. 올해에는 새로운 병원과 학교를 건설하고 강변 공원을 조성할 계획입니다.\n"
)
JAPANESE = (
    "政府活動報告。昨年、私たちは都市の基盤施設を拡充し、住民の生活環境を改善するために努力しました。"
    "今年は新しい病院と学校を建設し、川沿いの公園を整備する計画です。\n"
)
FRENCH = "Le café près de l’église a été inauguré par le maire, où le théâtre fut bâti à côté.\n"
GERMAN = "Die Brücke über die Ströme wurde für größere Züge in München eröffnet.\n"
RUSSIAN = "Правительство построило в городе новый мост и большую больницу для жителей.\n"
ENGLISH = "The council opened a bridge and two schools this year, and a park will follow.\n"

READ = {
    "GB18030": (CHINESE.encode("gb18030"), CHINESE),
    "GB18030 traditional": (TRADITIONAL.encode("gb18030"), TRADITIONAL),
    "Big5": (TRADITIONAL.encode("cp950"), TRADITIONAL),
    "Big5-HKSCS": (CANTONESE.encode("big5hkscs"), CANTONESE),
    "UTF-16": (CHINESE.encode("utf-16"), CHINESE),
    "UTF-16 without a mark, little": (CHINESE.encode("utf-16-le"), CHINESE),
    "UTF-16 without a mark, big": (CHINESE.encode("utf-16-be"), CHINESE),
    "UTF-16 without a mark, traditional": (TRADITIONAL.encode("utf-16-le"), TRADITIONAL),
    "UTF-16 without a mark, cut": (CHINESE.encode("utf-16-le") + b"\x31", CHINESE),
    "UTF-32": (CHINESE.encode("utf-32"), CHINESE),
    "UTF-32 without a mark, little": (CHINESE.encode("utf-32-le"), CHINESE),
    "UTF-32 without a mark, big": (CHINESE.encode("utf-32-be"), CHINESE),
    "UTF-7": (CHINESE.encode("utf-7"), CHINESE),
    "HZ": (CHINESE.encode("hz"), CHINESE),
    "UTF-8 that was taken for a Western encoding": (
        CHINESE.encode().decode("latin-1").encode(),
        CHINESE,
    ),
    "GB18030 that was taken for a Western encoding": (
        CHINESE.encode("gb18030").decode("latin-1").encode(),
        CHINESE,
    ),
}
NAMED = {
    "Korean text (EUC-KR)": KOREAN.encode("euc-kr"),
    "Korean text (Johab)": KOREAN.encode("johab"),
    "Korean text (ISO-2022-KR)": KOREAN.encode("iso2022_kr"),
    "Japanese text (Shift-JIS)": JAPANESE.encode("shift_jis"),
    "Japanese text (EUC-JP)": JAPANESE.encode("euc-jp"),
    "Japanese text (ISO-2022-JP)": JAPANESE.encode("iso2022_jp"),
    "text in Latin letters (Windows-1252)": FRENCH.encode("cp1252"),
    "text in Latin letters (Windows-1252): only": GERMAN.encode("latin-1"),
    "text in Cyrillic letters (Windows-1251)": RUSSIAN.encode("cp1251"),
    "text in Cyrillic letters (KOI8-R)": RUSSIAN.encode("koi8-r"),
    "text in Cyrillic letters (CP866)": RUSSIAN.encode("cp866"),
    "text in EBCDIC": ENGLISH.encode("cp037"),
}
ABROAD = {
    "Korean text": KOREAN,
    "Japanese text": JAPANESE,
    "text in Latin letters (English?)": ENGLISH,
    "text in Cyrillic letters": RUSSIAN,
    "text in Greek letters": "Η κυβέρνηση έχτισε μια νέα γέφυρα στην πόλη.",
    "text in Arabic letters": "قامت الحكومة ببناء جسر جديد ومستشفى في المدينة",
    "text in Thai letters": "รัฐบาลสร้างสะพานและโรงพยาบาลใหม่",
}


@pytest.mark.parametrize("name", READ)
def test_chinese_in_any_encoding_is_read_with_a_notice(name):
    raw, text = READ[name]
    document = decode_document(raw, "r", "r.txt")
    assert document.text == text
    assert document.notice == f"read as {name.partition(',')[0].removesuffix(' traditional')}"
    assert not document.is_verbatim


@pytest.mark.parametrize("codec", ["gb18030", "cp950", "utf-16-le", "utf-16-be", "utf-32-le"])
@pytest.mark.parametrize("size", [12, 25, 50, 100, 150])
def test_a_few_characters_of_it_are_enough(codec, size):
    whole = (TRADITIONAL if codec == "cp950" else CHINESE) * 3
    for start in range(0, 150, 7):
        text = whole[start : start + size]
        assert decode(text.encode(codec))[0] == text


@pytest.mark.parametrize("name", NAMED)
@pytest.mark.parametrize("times", [1, 30])
def test_other_encodings_are_called_what_they_are(name, times):
    with pytest.raises(InputError, match="only Chinese is read") as refused:
        decode_document(NAMED[name] * times, "r", "r.txt")
    assert str(refused.value).startswith(f"r.txt: {name}")


@pytest.mark.parametrize("size", [40, 100])
def test_short_korean_and_japanese_are_told_from_chinese(size):
    for text, codec, name in (
        (KOREAN, "euc-kr", "Korean"),
        (JAPANESE, "shift_jis", "Japanese"),
        (JAPANESE, "euc-jp", "Japanese"),
    ):
        for start in range(0, 50, 5):
            with pytest.raises(InputError, match=name):
                decode(text[start : start + size].encode(codec))


@pytest.mark.parametrize("name", ABROAD)
def test_a_text_in_another_language_is_said_to_be_one(name):
    assert decode_document(ABROAD[name].encode(), "r", "r.txt").text == ABROAD[name]
    with pytest.raises(InputError) as refused:
        check_chinese(ABROAD[name], "r.txt")
    assert str(refused.value) == f"r.txt: {name}: only Chinese is read"


def test_no_door_lets_one_in(tmp_path, capsys):
    path = tmp_path / "r.txt"
    path.write_text(ENGLISH * 20, encoding="utf-8")
    for command in ("build", "extract", "review"):
        assert main([command, str(path)]) == 2
        assert capsys.readouterr().err.endswith(
            "r.txt: text in Latin letters (English?): only Chinese is read\n"
        )
    with pytest.raises(InputError, match="only Chinese is read"):
        geo.build_atlas(path)
    limits = {"max_text_bytes": 10**6, "max_mentions": 100, "max_edited": 100}
    with pytest.raises(InputError, match="only Chinese is read"):
        jobs.read(path.read_bytes(), {"name": "r.txt", **limits}, lambda _: None)
    settings = Settings()
    task = Task("r", path.read_bytes(), "r.txt", settings, digest_inputs(settings), "")
    failed = build_report(task)
    assert isinstance(failed, Failed)
    assert "only Chinese is read" in failed.message


@pytest.mark.parametrize(
    "text",
    [
        CHINESE,
        TRADITIONAL,
        "建成K11。",
        "12345",
        "GDP增长8%。",
        "引进 Green Hill International School 与 Riverside Plaza 等项目，の字号老店开业。",
        CHINESE + KOREAN[:30] + JAPANESE[:20] + ENGLISH,
    ],
)
def test_chinese_that_cites_others_is_chinese(text):
    assert foreign_language(text) is None
    check_chinese(text, "r.txt")


@pytest.mark.parametrize(
    ("codec", "notice"), [("gb18030", "GB18030"), ("utf-8", "UTF-8"), ("cp950", "Big5")]
)
def test_a_few_broken_characters_do_no_harm(codec, notice):
    text = (TRADITIONAL if codec == "cp950" else CHINESE) * 20
    raw = bytearray(text.encode(codec))
    for place in (100, 1201, 2302, 3403):
        raw[place] = 0xFF
    found, how = decode(bytes(raw))
    assert str(how).startswith(f"{notice} with ")
    assert str(how).endswith(" broken characters")
    assert frequent_share(found) > 0.5
    assert found.count("\ufffd") > 0


def test_a_text_that_is_cut_is_read():
    assert str(decode(CHINESE.encode()[:-2])[1]) == "UTF-8 with 1 broken character"
    _, how = decode((CHINESE * 3).encode("gb18030")[:-2])
    assert str(how) == "GB18030 with 1 broken character"


def test_lines_in_two_encodings_are_read():
    lines = (CHINESE * 3).replace("。", "。\n").splitlines(keepends=True)
    raw = b"".join(x.encode("gb18030" if n % 2 else "utf-8") for n, x in enumerate(lines))
    text, how = decode(raw)
    assert (text, str(how)) == ("".join(lines), "UTF-8 and GB18030, line by line")


@pytest.mark.parametrize(
    ("raw", "what"),
    [
        (CHINESE.encode() + b"\0", "the file is binary"),
        (bytes(range(256)) * 4, "the file is binary"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "a picture (PNG)"),
        (b"".join(sha512(bytes([n])).digest() for n in range(60)), "the file is binary"),
        (("建成\x1b[31m星华林\x1b[0m公园。" * 20).encode(), "a terminal's escape sequences"),
        (("锟斤拷" * 40).encode(), "the characters were lost"),
        (("\ufffd" * 40 + "公园").encode(), "the characters were lost"),
        (b"\x1b$)A\x0e\x30\x21\x0f\n", "ISO-2022-CN cannot be read: save it as UTF-8"),
    ],
)
def test_what_is_no_text_is_refused_in_one_line(raw, what):
    with pytest.raises(InputError) as refused:
        decode_document(raw, "r", "r.txt")
    assert what in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("\u202e" + CHINESE, True),
        ("\U000e0069\U000e0067" + CHINESE, True),
        ("建成昙" + "\u0301" * 100_000 + "华林公园。", True),
        ("\ufeff" + CHINESE, True),
    ],
)
def test_marks_in_a_text_stay_where_they_are(text, kept):
    document = decode_document(text.encode(), "r", "r.txt")
    assert document.text == text
    assert document.is_verbatim is kept


def test_characters_that_nobody_writes_are_noticed():
    assert not looks_wrong(CHINESE)
    assert not looks_wrong(TRADITIONAL)
    assert looks_wrong("".join(chr(0x4E00 + n) for n in range(0x20, 0x80)))
    shuffled = "".join(chr(0x4E00 + (ord(c) * 7919) % 20000) for c in CHINESE)
    assert looks_wrong(shuffled)


@given(st.binary(max_size=300))
def test_any_bytes_are_text_or_one_line(raw):
    text, how, error = "", None, None
    try:
        text, how = decode(raw)
    except InputError as refused:
        error = str(refused)
    if error is None:
        assert text.encode().decode() == text
        assert how or text.encode() == raw
    else:
        assert error
        assert "\n" not in error


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1))
def test_sound_utf_8_is_taken_as_it_is(text):
    # A mark of half the text and more that is lost, or text packed into ASCII, is another thing.
    assume("\ufffd" not in text and "+" not in text and "~" not in text)
    assert decode(("各位代表" + text).encode()) == ("各位代表" + text, None)
