import time

import pytest

from bot.core.language import detect, same_language, table


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("你好", "zh-Hans"),
        ("市政府今天公布了新的停车规定。", "zh-Hans"),
        ("市政府今天公佈了新的停車規定。", "zh-Hant"),
        ("臺灣大學的學生", "zh-Hant"),
        ("The city has new parking rules.", "en"),
        ("Apple unveils iPhone", "en"),
        ("ok", "en"),
        ("これは短い文章です", "ja"),
        ("東京オリンピック", "ja"),
        ("안녕하세요 여러분", "ko"),
        ("Привет, мир", "ru"),
        ("Привіт, як справи? Її немає", "uk"),
        ("Bonjour le monde", "fr"),
        ("Der Hund ist nicht hier", "de"),
        ("Hola, ¿cómo está usted?", "es"),
        ("Olá, isso não está bem", "pt"),
        ("Il governo non ha deciso", "it"),
        ("Xin chào, tôi không có tiền", "vi"),
        ("مرحبا بالعالم", "ar"),
        ("", "und"),
        ("123 !!! 👍", "und"),
        ("https://example.com/the/and/of", "und"),
    ],
)
def test_the_language_of_a_short_text_is_told(text, tag):
    assert detect(text) == tag


@pytest.mark.parametrize(
    "text",
    [
        "OpenAI 发布 GPT-4 Turbo",
        "我们用 Kubernetes 部署 Docker container，然后 push 到 GitHub Actions 的 CI pipeline",
        "他看了 The Lord of the Rings，觉得很好看，还想再看一遍。",
        "这家店叫“の屋”，我很喜欢，大家都很喜欢。",
    ],
)
def test_chinese_with_foreign_names_in_it_is_still_chinese(text):
    assert detect(text) == "zh-Hans"


@pytest.mark.parametrize("text", ["The word 内卷 has become popular in China", "What is 关系 (guanxi)?"])
def test_english_that_quotes_chinese_is_still_english(text):
    assert detect(text) == "en"


def test_a_list_of_names_and_scores_with_few_english_words_is_english():
    assert detect("Smith 12, Jones 9, Brown 4 for the win. " + "Davis 7, Wilson 3, Moore 2. " * 12) == "en"


def test_words_of_no_language_that_is_known_are_undetermined():
    assert detect("blarg flonk zibber wumple " * 20) == "und"


def test_a_tag_for_another_way_of_writing_is_the_same_language():
    assert same_language("zh-Hant", "zh-Hans")
    assert same_language("en-GB", "en")
    assert not same_language("zh-Hans", "en")


def test_characters_of_one_way_of_writing_are_not_listed_under_the_other():
    chinese = table("zh-Hans", "detection")
    assert not set(chinese["simplified"]) & set(chinese["traditional"])


def test_an_unknown_language_has_no_table():
    with pytest.raises(FileNotFoundError):
        table("tlh", "detection")


def test_a_huge_text_takes_no_longer_than_a_long_one():
    text = "今天天气很好。The weather is fine. " * 200_000
    detect(text)
    started = time.perf_counter()
    detect(text)
    assert time.perf_counter() - started < 0.2
