"""What a file is, by its first bytes: what a sender or a carrier calls it is not believed."""

MAGIC: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"GIF8", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (8, b"WAVE", "audio/wav"),
    (4, b"ftyphei", "image/heic"),
    (4, b"ftypmif", "image/heic"),
    (4, b"ftypM4A", "audio/mp4"),
    (4, b"ftyp3g", "video/3gpp"),
    (4, b"ftyp", "video/mp4"),
    (0, b"%PDF-", "application/pdf"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"\xff\xfb", "audio/mpeg"),
    (0, b"\xff\xf3", "audio/mpeg"),
    (0, b"\xff\xf2", "audio/mpeg"),
    (0, b"OggS", "audio/ogg"),
    (0, b"#!AMR", "audio/amr"),
    (0, b"BEGIN:VCARD", "text/vcard"),
)
# Nothing a browser or a computer would run: markup (SVG too), scripts, programs.
RUNS = (
    b"<",
    b"\xef\xbb\xbf<",
    b"\xff\xfe<",
    b"\xfe\xff\x00<",
    b"#!",
    b"MZ",
    b"\x7fELF",
    b"\xca\xfe\xba\xbe",
    b"\xcf\xfa\xed\xfe",
)


def sniff(data: bytes) -> str | None:
    """The type by content; "application/octet-stream" when unknown; None for what must not be kept."""
    for offset, magic, content_type in MAGIC:
        if data[offset : offset + len(magic)] == magic:
            return content_type
    if data[:64].lstrip().startswith(RUNS):
        return None
    return "application/octet-stream"
