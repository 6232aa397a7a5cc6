"""No reader fetches anything, whatever a file asks for: nobody calls at the address that every lure names.

Python's own calls are watched by an audit hook, C libraries' by a listener; and with the network cut off in a namespace
of its own the same is read.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.parsers.sources.test_hostile import pdf_of, stream, unzipped, zipped
from tests.parsers.sources.test_readers import READERS
from tests.tools.seeds import SEEDS

SECRET = "/etc/hostname"
PROGRAM = """
import json, sys
from pathlib import Path
calls = []
def hook(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "subprocess.Popen"):
        calls.append(f"{event} {arguments}")
    if event == "open" and arguments[0] == "/etc/hostname":
        calls.append(f"{event} {arguments}")
sys.addaudithook(hook)
from parsers.sources import read
from schemas.errors import SourceError
found = {}
for path in sorted(Path(sys.argv[1]).iterdir()):
    try:
        found[path.name] = read(path.read_bytes(), name=path.name).text
    except SourceError as error:
        found[path.name] = error.message
print(json.dumps({"calls": calls, "found": found}))
"""
ASKS_FOR_THE_DTD = (
    b'<!DOCTYPE x SYSTEM "%s/x.dtd" [<!ENTITY %% p SYSTEM "%s/p.dtd"> %%p; <!ENTITY s SYSTEM "file://%s">]>'
)


def page(url: str) -> bytes:
    return f"""<!DOCTYPE html SYSTEM "{url}/x.dtd"><html><head><base href="{url}/"><meta http-equiv="refresh"
    content="0;url={url}"><link rel="stylesheet" href="{url}/a.css"><script src="{url}/a.js"></script>
    <style>@import url({url}/b.css);</style></head><body background="{url}/b.png"><p>关于支持产业发展的通知</p>
    <img src="{url}/a.png" srcset="{url}/b.png 2x"><iframe src="{url}/f.html"></iframe><object data="{url}/o"></object>
    <xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{url}/i"/></body></html>""".encode()


def pdf(url: str) -> bytes:
    address = b"/S/URI/URI(%s)" % url.encode()
    script = b"/AA<</WC<</S/JavaScript/JS(app.launchURL\\('%s'\\))>>>>" % url.encode()
    resources = b"/Resources<</Font<</F 5 0 R>>/XObject<</I 6 0 R>>>>"
    link = b"/Annots[<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A<<%s>>>>]" % address
    return pdf_of(
        b"<</Type/Catalog/Pages 2 0 R/OpenAction<<%s>>%s>>" % (address, script),
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R%s%s>>" % (resources, link),
        stream(b"BT /F 9 Tf 80 700 Td (Notice of support) Tj ET /I Do"),
        b"<</Type/Font/Subtype/Type1/BaseFont/Unknown>>",
        stream(b"", b"/Type/XObject/Subtype/Image/Width 9/Height 9/F<</FS/URL/F(%s)>>" % url.encode()),
    )


def with_doctype(parts: dict[str, bytes], url: str) -> dict[str, bytes]:
    doctype = ASKS_FOR_THE_DTD % (url.encode(), url.encode(), SECRET.encode())
    spoilt = {}
    for name, content in parts.items():
        head, mark, rest = content.partition(b"?>")
        spoilt[name] = head + mark + doctype + rest if mark else doctype + content
    return spoilt


def word(url: str) -> bytes:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    links = "".join(
        f'<Relationship Id="x{number}" Type="{kind}/{name}" Target="{url}/{name}" TargetMode="External"/>'
        for number, name in enumerate(("image", "attachedTemplate", "hyperlink", "numbering", "styles"))
    )
    parts = unzipped(SEEDS["docx"][0]())
    name = "word/_rels/document.xml.rels"
    return zipped({**parts, name: parts[name].replace(b"</Relationships>", links.encode() + b"</Relationships>")})


LURES = {
    "text": {"a.md": lambda url: f"# 通知\n\n![图]({url}/a.png) <img src='{url}'>\n\n正文。".encode()},
    "html": {"a.html": page},
    "pdf": {"a.pdf": pdf},
    "docx": {
        "links.docx": word,
        "entities.docx": lambda url: zipped(with_doctype(unzipped(SEEDS["docx"][0]()), url)),
    },
    "ofd": {"a.ofd": lambda url: zipped(with_doctype(unzipped(SEEDS["ofd"][0]()), url))},
    "image": {"a.png": lambda url: SEEDS["image"][0]()},
}


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        server.setblocking(False)
        yield server


def read_lures(folder: Path, *, cut_off: bool = False) -> dict:
    command = [sys.executable, "-c", PROGRAM, str(folder)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path or os.getcwd() for path in sys.path)}
    command = ["unshare", "--map-root-user", "--net", *command] if cut_off else command
    return json.loads(subprocess.run(command, check=True, capture_output=True, env=environment).stdout)


def can_cut_off() -> bool:
    """Tell whether a process may have a network of its own, which leads nowhere."""
    command = ["unshare", "--map-root-user", "--net", "true"]
    return bool(shutil.which("unshare")) and not subprocess.run(command, check=False, capture_output=True).returncode


def test_every_reader_has_a_lure() -> None:
    assert set(READERS) <= LURES.keys()


def test_no_reader_fetches_what_a_file_asks_for(tmp_path: Path, listener: socket.socket) -> None:
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    for lures in LURES.values():
        for name, make in lures.items():
            (tmp_path / name).write_bytes(make(url))
    outcome = read_lures(tmp_path)
    assert outcome["calls"] == []
    assert "关于支持产业发展的通知" in outcome["found"]["a.html"]
    assert "关于支持产业发展的通知" in outcome["found"]["links.docx"]
    assert "Notice of support" in outcome["found"]["a.pdf"]
    hostname = Path(SECRET).read_text("utf-8").strip() if Path(SECRET).exists() else "\0"
    assert not any(hostname in text for text in outcome["found"].values())
    with pytest.raises(BlockingIOError):  # nobody called
        listener.accept()
    if can_cut_off():
        assert read_lures(tmp_path, cut_off=True) == outcome


def test_the_listener_would_hear_a_call(listener: socket.socket) -> None:
    with socket.create_connection(listener.getsockname()):
        listener.setblocking(True)
        listener.accept()[0].close()


def test_seeds_are_read_with_the_network_cut_off(tmp_path: Path) -> None:
    if not can_cut_off():
        pytest.skip("no namespaces here: `apt-get install util-linux`, `sysctl kernel.unprivileged_userns_clone=1`")
    for key in READERS:
        for number, make in enumerate(SEEDS[key]):
            (tmp_path / f"{number}.{key}").write_bytes(make())
    assert read_lures(tmp_path, cut_off=True) == read_lures(tmp_path)
