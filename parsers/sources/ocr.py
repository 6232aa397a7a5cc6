"""Recognition of characters in images by PP-OCR; the only module that knows RapidOCR and ONNX Runtime.

The models are PP-OCRv6 small (Baidu, Apache-2.0) as the package rapidocr carries them; nothing is downloaded. The
program runs without the package: `is_installed` says whether it is there.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from schemas.errors import ErrorCode, SourceError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]  # height × width, 0 is black

EXTRA = "pip install 'zhengce[ocr]'"
_LOADING = Lock()
_PACKAGES = ("rapidocr", "onnxruntime", "cv2")
_DETECTOR, _RECOGNISER = "PP-OCRv6_det_small.onnx", "PP-OCRv6_rec_small.onnx"

Corner = tuple[float, float]
Quad = tuple[Corner, Corner, Corner, Corner]


@dataclass(frozen=True, slots=True)
class Words:
    """The characters of a line image: for each where its middle is, as a share of the width, and how sure it is."""

    text: str
    middles: tuple[float, ...]
    scores: tuple[float, ...]


@cache
def is_installed() -> bool:
    """Tell whether the packages are there, and the models in them."""
    return all(map(find_spec, _PACKAGES)) and all(_model(name).is_file() for name in (_DETECTOR, _RECOGNISER))


def not_read(pages: int) -> SourceError:
    """Return the error of a file none of whose pages has words, by what was tried."""
    if is_installed():
        return SourceError(ErrorCode.NOT_RECOGNISED, pages=pages)
    return SourceError(ErrorCode.NO_TEXT_LAYER, pages=pages, extra=EXTRA)


def find_lines(image: Pixels) -> list[Quad]:
    """Return the corners of each piece of a line, in pixels: left top, right top, right bottom, left bottom."""
    found = _engine_of(recognises=False)(_in_colour(image))
    corners = [] if found.boxes is None else found.boxes.tolist()
    return [cast(Quad, tuple(map(tuple, box))) for box in corners]


def read_line(image: Pixels) -> Words:
    """Return the characters of one upright line, the spaces at its ends left out."""
    found = _engine_of(recognises=True)(_in_colour(image))
    text, shape = found.txts[0], found.word_results[0]
    if not text.strip():
        return Words("", (), ())
    columns = iter([column for word in shape.word_cols for column in word])
    places = [None if character.isspace() else next(columns) for character in text]
    middles = [None if place is None else min((place + 0.5) / shape.line_txt_len, 1.0) for place in places]
    first, last = len(text) - len(text.lstrip()), len(text.rstrip())
    return Words(text[first:last], _filled(middles[first:last]), tuple(shape.confs[first:last]))


def _filled(middles: Sequence[float | None]) -> tuple[float, ...]:
    """Return the places with those of spaces, which are unknown, between their neighbours'."""
    known: list[float] = []
    for index, middle in enumerate(middles):
        following = next(place for place in middles[index:] if place is not None)
        known.append(following if middle is not None else (known[-1] + following) / 2)
    return tuple(known)


def _in_colour(image: Pixels) -> Any:
    return np.repeat(image[:, :, None], 3, axis=2)


def _engine_of(*, recognises: bool) -> Any:
    with _LOADING:  # two threads that come first at once shall not load two
        return _engine(recognises=recognises)


@cache
def _engine(*, recognises: bool) -> Any:
    """Return the detector or the recogniser; both may be used by several threads at once.

    Each computes with one thread: two pages side by side are faster than two threads on one page.
    """
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # read when ONNX Runtime is imported
    from rapidocr import RapidOCR

    return RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.text_score": 0.0,  # what is unsure is told, not left out
            "Global.use_det": not recognises,
            "Global.use_cls": False,
            "Global.use_rec": recognises,
            "Global.use_preprocess_img": False,
            "Global.use_vertical_padding": False,
            "Global.return_word_box": recognises,
            # With a path given, RapidOCR never asks whether there is a newer model to fetch.
            "Det.box_thresh": 0.3,  # a page number on its own has 0.4, lines over 0.6
            "Det.model_path": str(_model(_DETECTOR)),
            "Rec.model_path": str(_model(_RECOGNISER)),
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )


def _model(name: str) -> Path:
    package = find_spec("rapidocr")
    return Path(package.origin or "").parent / "models" / name if package else Path(name)
