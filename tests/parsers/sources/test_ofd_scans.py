"""OFD whose pages are pictures: read from them, and nothing else is."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image, ImageOps

from parsers.sources import ocr, read
from schemas.errors import ErrorCode, SourceError
from schemas.issues import IssueCode
from schemas.records import ReaderLimits
from tests.tools.make_ofd import layer, ofd, text
from tests.tools.scanning import photographs

SCAN = Path(__file__).parents[2] / "corpus" / "pdf" / "scan.pdf"
WORDS = "关于印发专项资金管理办法的通知"
UPRIGHT = "210 0 0 297 0 0"


def photograph() -> Image.Image:
    (image,) = photographs(SCAN.read_bytes(), dpi=100)
    return image.convert("L")


def encoded(image: Image.Image, kind: str = "PNG") -> bytes:
    file = io.BytesIO()
    image.save(file, kind)
    return file.getvalue()


def picture(number: int, matrix: str = UPRIGHT, place: str = "0 0 210 297") -> str:
    return f'<o:ImageObject Boundary="{place}" CTM="{matrix}" ResourceID="{number}"/>'


def file_of(pages: list[str], *images: bytes) -> bytes:
    """Return a file with pictures numbered from 1."""
    media = (
        f'<o:MultiMedia ID="{number}" Type="Image"><o:MediaFile>{number}.img</o:MediaFile></o:MultiMedia>'
        for number in range(1, len(images) + 1)
    )
    parts = {f"Doc_0/Res/{number}.img": image for number, image in enumerate(images, 1)}
    return ofd(pages, public=f"<o:MultiMedias>{''.join(media)}</o:MultiMedias>", parts=parts)


def test_page_that_is_a_picture_is_recognised_and_others_are_not() -> None:
    printed = layer(text("第一条 为规范专项资金管理，制定本办法。", 30, 50))
    source = read(file_of([printed, layer(picture(1)), layer()], encoded(photograph())), name="a.ofd")
    assert source.text == f"第一条 为规范专项资金管理，制定本办法。\f{WORDS}\f"
    assert source.ocr_pages == {2}
    assert source.issues == ()
    (line,) = (line for line in source.lines if line.page == 2)
    assert (line.x0, line.top) == (
        pytest.approx(120 / 827 * 59528, abs=600),
        pytest.approx(150 / 1169 * 84189, abs=900),
    )


@pytest.mark.parametrize("kind", ["JPEG", "BMP", "TIFF"])
def test_picture_may_be_of_any_usual_kind(kind: str) -> None:
    assert read(file_of([layer(picture(1))], encoded(photograph(), kind)), name="a.ofd").text == WORDS


def test_page_may_be_cut_into_strips_and_pictures_be_turned() -> None:
    image = photograph()
    middle = image.height // 7
    upper, lower = image.crop((0, 0, image.width, middle)), image.crop((0, middle, image.width, image.height))
    share = middle / image.height * 297
    strips = picture(1, f"210 0 0 {share} 0 0"), picture(2, f"210 0 0 {297 - share} 0 {share}")
    assert read(file_of([layer(*strips)], encoded(upper), encoded(lower)), name="a.ofd").text == WORDS
    # Stored on its side, and put upright by the matrix.
    turned = picture(1, "0 297 -210 0 210 0")
    assert read(file_of([layer(turned)], encoded(image.rotate(90, expand=True))), name="a.ofd").text == WORDS
    mirrored = picture(1, "-210 0 0 297 210 0")
    assert read(file_of([layer(mirrored)], encoded(ImageOps.mirror(image))), name="a.ofd").text == WORDS


def test_stamp_on_a_scan_is_not_all_of_it() -> None:
    source = read(file_of([layer(picture(1), text("扫描件", 170, 280))], encoded(photograph())), name="a.ofd")
    assert source.text == WORDS
    assert source.ocr_pages == {1}


def test_hidden_words_on_a_scan_are_a_recognisers_own() -> None:
    words = "安排专项资金500万元，用于支持企业技术改造。"
    page = layer(picture(1), text(words, 30, 50, more='Alpha="0"'))
    source = read(file_of([page], encoded(photograph())), name="a.ofd")
    assert (source.text, source.ocr_pages) == (words, {1})


def test_picture_among_text_is_told() -> None:
    page = layer(text(WORDS * 2, 30, 50, 4), picture(1, "150 0 0 100 0 0", "30 90 150 100"))
    (issue,) = read(file_of([page], encoded(photograph())), name="a.ofd").issues
    assert issue.code is IssueCode.PART_UNREAD


def test_scan_is_refused_in_one_sentence_where_nothing_is_recognised(monkeypatch: pytest.MonkeyPatch) -> None:
    white = encoded(Image.new("L", (827, 1169), 255))
    for image, limits in ((white, ReaderLimits()), (b"GIF8", ReaderLimits()), (white, ReaderLimits(max_pixels=999))):
        with pytest.raises(SourceError, match="No characters were recognised on the file's 2 page") as caught:
            read(file_of([layer(picture(1)), layer()], image), name="a.ofd", limits=limits)
        assert caught.value.code is ErrorCode.NOT_RECOGNISED
    monkeypatch.setattr(ocr, "is_installed", lambda: False)
    with pytest.raises(SourceError, match="hold no usable text") as caught:
        read(file_of([layer(picture(1))], white), name="a.ofd")
    assert caught.value.code is ErrorCode.NO_TEXT_LAYER
