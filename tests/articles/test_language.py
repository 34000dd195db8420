"""Which language an article is in: declared, found, told by letters, or plainly unknown."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from conflict_extract.articles import _language, is_latin, load_articles, make_article
from tests.articles.test_sentences import BOUNDARIES

ROOT = Path(__file__).resolve().parents[2]
PARAGRAPHS = tomllib.loads(BOUNDARIES.read_text(encoding="utf-8"))["paragraph"]

KURDISH = "هێزەکانی پێشمەرگە لە شارەکە کشانەوە و سوپا گەیشتە ناو شارەکە، بەرپرسێک وتی."
CANTONESE = "佢話啲士兵已經走晒，冇人知佢哋去咗邊，個城而家淨係得返平民，佢哋都好驚會再打仗。"
CHINESE = "政府軍於星期六早上經激戰後撤出該市，反對派武裝隨後進入市中心，居民表示情況平靜，商店陸續恢復營業。"

FOUND = [
    (KURDISH, "ckb"),
    ("Hêzên hikûmetê sibeha şemiyê ji bajêr derketin û komên çekdar ketin bajêr.", "ku"),
    (CANTONESE, "yue"),
    (CHINESE, "zh"),
    (CHINESE + CHINESE + "有居民話「佢走咗」。", "zh"),
    ("መንግስቲ ካብታ ከተማ ሰራዊቱ ከም ዘውጽእ ኣፍሊጡ፡ ነበርቲ እታ ከተማ ድማ ሰላም ኣሎ ኢሎም።", "ti"),
    ("የመከላከያ ሰራዊት ቅዳሜ ጠዋት ከከተማዋ ወጣ። ታጣቂዎች ወደ ከተማዋ ገቡ። ነዋሪዎች ሰላም ነው አሉ።", "am"),
    ("الجيش خرج من المدينة فالصباح ومن بعد دخلو الناس باش يشوفو شنو وقع.", "ar"),
    ("Konu laamu ngu yaltii wuro ngoo subaka hoore-biir, sappinooɓe naati e wuro.", "fuv"),
    # languages that py3langid takes for the one it knows in their script
    ("དམག་མི་རྣམས་གྲོང་ཁྱེར་ནས་ཕྱིར་ཐོན་སོང་། གྱེན་ལངས་པ་ནང་དུ་སླེབས་སོང་།", None),
    ("သိုၵ်းမၢၼ်ႈ ထွႆႈဢွၵ်ႇ ဝဵင်းလႃႈသဵဝ်ႈ ဝၼ်းသဝ် သိုၵ်းတႆး ၶဝ်ႈဝဵင်း", None),
]

ENGLISH_FULL_OF_NAMES = [
    "In Bla and Koutiala patrols arrested eleven suspects.",
    "Fighters seized Zabadani, Madaya, Bloudan, Serghaya, Qusayr, Yabroud, Nabk, Deir Attiya and Qara.",
    "Taken on Friday: Kupiansk, Vovchansk, Lyptsi, Kozacha Lopan, Balakliia, Izium, Lyman, Sviatohirsk.",
    "Villages lost in Kachin: Momauk, Lweje, Sumprabum, Injangyang, Tanai, Hpakant, Kamaing and Waingmaw.",
    "Al-Shabaab left Galhareeri, Ceel Buur, Ceel Dheer, Xarardheere, Masagaway, Galcad and Bacadweyne.",
    "Mai-Mai Yakutumba and Raia Mutomboki took Fizi, Baraka, Misisi, Lulimba and Kilembwe from FARDC.",
    "Drone strikes: Mekelle (twice), Maychew, Adi Daero, May Tsebri, Quiha and Samre.",
]


@pytest.mark.parametrize(
    "row",
    [row for row in PARAGRAPHS if len("".join(row["sentences"])) >= 40 and row["language"] != "bo"],
    ids=lambda row: f"{row['language']} {row['sentences'][0][:20]}",
)
def test_the_language_of_a_paragraph(row: dict[str, Any]) -> None:
    assert make_article(row.get("glue", " ").join(row["sentences"])).language == row["language"]


@pytest.mark.parametrize(("text", "language"), FOUND)
def test_languages_that_are_easily_taken_for_another(text: str, language: str | None) -> None:
    assert make_article(text).language == language


@pytest.mark.parametrize("text", ENGLISH_FULL_OF_NAMES)
def test_english_full_of_foreign_names_is_no_other_language(text: str) -> None:
    assert make_article(text).language in ("en", None)
    assert make_article(
        "\n\n".join([text, "The army did not comment on what the rebels said on Friday."])
    ).language in (
        "en",
        None,
    )


@pytest.mark.parametrize(
    ("declared", "language"),
    [
        ("zh-Hant", "zh"),
        ("pt-BR", "pt"),
        ("ckb", "ckb"),
        ("ckb-IQ", "ckb"),
        ("yue", "yue"),
        ("eng", "en"),
        ("ger", "de"),
        ("ARB", "ar"),
        ("iw", "he"),
        ("English", None),
        ("und", None),
        ("nan", None),
        ("", None),
    ],
)
def test_what_is_declared_is_a_code_of_two_letters_where_there_is_one(declared: str, language: str | None) -> None:
    assert make_article("It fell.", language=declared).language == language


@pytest.mark.parametrize("text", [KURDISH[:39], CANTONESE[:39], "12/12/2024 10:48 - 12/12/2024 11:15 - 12/12/2024"])
def test_what_is_short_or_has_no_letters_is_in_no_language(text: str) -> None:
    assert make_article(text).language is None


@pytest.mark.parametrize(
    ("text", "latin"),
    [
        ("It fell.", True),
        ("Čačak, Łódź, Đồng Hới – “Besk” 城", True),
        ("1,200 · 3", True),
        (KURDISH, False),
        (CANTONESE, False),
        ("Толме fell", False),
    ],
)
def test_scripts(text: str, latin: bool) -> None:
    assert is_latin(text) is latin


PLAIN = """The rebels captured the town of Besk on Friday, and the army withdrew from it after a day of fighting.

Officials said that the road between Besk and Harn, which had been closed, was open. They gave no numbers.

Besk, Harn, Orlo: Tarn, Sosk, Ilmar, Derna, Kolme."""


def test_plain_english_is_told_without_the_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_language, "_found", lambda text: pytest.fail("the model is asked"))
    assert _language.language_of(PLAIN) == "en"


def test_what_is_told_by_its_words_is_what_the_model_says(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [article.text for article in load_articles([ROOT / "examples"])] + [text for text, _ in FOUND] + [PLAIN]
    told = [_language.language_of(text) for text in texts]
    assert len(texts) > 50
    monkeypatch.setattr(_language, "_is_plainly_english", lambda text: False)
    assert told == [_language.language_of(text) for text in texts]
