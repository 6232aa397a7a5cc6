"""Images of papers: every kind of file, broken ones, and ones that would fill the memory."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from parsers.sources import page_image, read
from parsers.sources.layout import Line
from parsers.sources.pages import Page
from schemas.errors import ErrorCode, SourceError
from schemas.records import ReaderLimits
from tests.tools.scanning import photographs

SCAN = Path(__file__).parents[2] / "corpus" / "pdf" / "scan.pdf"
MODES = {
    "BMP": "1 L P RGB RGBA",
    "GIF": "1 L P RGB RGBA",
    "JPEG": "1 L RGB CMYK",
    "PNG": "1 L P RGB RGBA I;16",
    "TIFF": "1 L P RGB RGBA CMYK I;16",
    "WEBP": "L P RGB RGBA",
}
WORDS = "关于印发专项资金管理办法的通知"


def picture(dpi: int = 100) -> Image.Image:
    """Return the head of a page with words on it."""
    (image,) = photographs(SCAN.read_bytes(), dpi)
    return image.crop((0, image.height // 12, image.width, image.height // 4))


def saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> list[tuple[tuple[int, int], float, float]]:
    """Note which images would be read, and read each as one word."""
    found: list[tuple[tuple[int, int], float, float]] = []

    def look(image: Image.Image, width: float, height: float) -> Page:
        page_image._grey(image)  # decodes it
        found.append((image.size, round(width), round(height)))
        return Page(width, height, (Line("通知", (90, 90, 120, 106), 16, 0),), recognised=True)

    monkeypatch.setattr("parsers.sources.image.read_page_image", look)
    return found


def test_an_image_gives_its_words() -> None:
    source = read(saved(picture(), "PNG", dpi=(100, 100)), name="通知.png")
    assert (source.text, source.media_type, source.ocr_pages) == (WORDS, "image/png", {1})


@pytest.mark.parametrize(("kind", "mode"), [(kind, mode) for kind, modes in MODES.items() for mode in modes.split()])
def test_every_kind_and_mode_is_decoded(kind: str, mode: str, seen: list[Any]) -> None:
    image = Image.new("L", (300, 200), 255)
    image = Image.new("I;16", image.size, 65535) if mode == "I;16" else image.convert(mode)
    assert read(saved(image, kind), name="a").media_type.startswith("image/")
    assert seen


@pytest.mark.parametrize(
    ("size", "dpi", "page"),
    [
        ((1654, 2339), (200, 200), (595, 842)),
        ((1654, 2339), (72, 72), (595, 842)),  # no scanner's: the page would be 58 cm wide
        ((1654, 2339), None, (595, 842)),
        ((2339, 1654), None, (842, 595)),
        ((1240, 874), (150, 150), (595, 420)),
    ],
)
def test_a_page_has_the_size_of_its_resolution(
    size: tuple[int, int], dpi: tuple[int, int] | None, page: tuple[int, int], seen: list[Any]
) -> None:
    read(saved(Image.new("L", size, 255), "PNG", **({"dpi": dpi} if dpi else {})), name="a.png")
    (((_, _), width, height),) = seen
    assert (width, height) == pytest.approx(page, abs=1)


def test_a_tiff_has_pages_and_a_moving_picture_one(seen: list[Any]) -> None:
    frames = [Image.new("L", (300, 200), shade) for shade in (250, 251, 252)]
    assert len(read(saved(frames[0], "TIFF", save_all=True, append_images=frames[1:]), name="a.tif").page_starts) == 3
    assert len(read(saved(frames[0], "GIF", save_all=True, append_images=frames[1:]), name="a.gif").page_starts) == 1


def test_a_photograph_is_turned_as_its_camera_says(seen: list[Any]) -> None:
    image = Image.new("L", (300, 200), 255)
    exif = image.getexif()
    exif[0x0112] = 6
    read(saved(image, "JPEG", exif=exif), name="a.jpg")
    assert seen[0][0] == (200, 300)


@pytest.mark.parametrize(
    ("limits", "setting"), [(ReaderLimits(max_pixels=59_999), "max_pixels"), (ReaderLimits(max_pages=1), "max_pages")]
)
def test_too_large_an_image_is_not_decoded(limits: ReaderLimits, setting: str) -> None:
    frame = Image.new("L", (300, 200), 255)
    with pytest.raises(SourceError, match=setting) as caught:
        read(saved(frame, "TIFF", save_all=True, append_images=[frame]), name="a.tif", limits=limits)
    assert caught.value.code is ErrorCode.TOO_LARGE


def test_a_bomb_is_refused_by_its_header() -> None:
    data = bytearray(saved(Image.new("1", (8, 8)), "PNG"))
    data[16:24] = (100_000).to_bytes(4, "big") * 2
    import zlib

    data[29:33] = zlib.crc32(data[12:29]).to_bytes(4, "big")
    with pytest.raises(SourceError, match="max_pixels") as caught:
        read(bytes(data), name="bomb.png")
    assert caught.value.code is ErrorCode.TOO_LARGE


def test_without_the_extra_one_sentence_names_it(without_ocr: None) -> None:
    with pytest.raises(SourceError, match=r"pip install 'zhengce\[ocr\]'"):
        read(saved(picture(), "PNG"), name="a.png")


@settings(max_examples=60)
@given(st.data())
def test_broken_bytes_end_in_pages_or_in_one_sentence(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(["BMP", "GIF", "JPEG", "PNG", "TIFF", "WEBP"]))
    content = bytearray(saved(Image.linear_gradient("L").resize((40, 30)), kind))
    for at in data.draw(st.lists(st.integers(12, len(content) - 1), max_size=12)):
        content[at] = data.draw(st.integers(0, 255))
    content = content[: data.draw(st.integers(12, len(content)))]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("parsers.sources.image.read_page_image", lambda image, width, height: Page(width, height))
        with pytest.raises(SourceError) as caught:
            read(bytes(content), name="a")
    assert caught.value.code in {ErrorCode.DAMAGED, ErrorCode.TOO_LARGE, ErrorCode.NOT_RECOGNISED}
