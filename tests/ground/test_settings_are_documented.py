"""`.env.example` is the whole list of settings: nothing hidden, nothing left over, one line of why each."""

import re
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent.parent
READ = re.compile(r"""env\.(?:text|flag|number|words)\(\s*["']([A-Z0-9_]+)["']""")
OUTSIDE_SETTINGS = {"manage.py", "firm/wsgi.py", "firm/demo/run.py"}  # they prepare what settings then reads


def example() -> dict[str, str]:
    """Each variable of the example with the line above it."""
    lines = (HOUSE / ".env.example").read_text(encoding="utf-8").splitlines()
    return {
        line.partition("=")[0]: above
        for above, line in zip(["", *lines], lines, strict=False)
        if re.match(r"[A-Z0-9_]+=", line)
    }


def test_every_variable_the_settings_read_is_in_the_example_and_no_other() -> None:
    read = set(READ.findall((HOUSE / "firm" / "settings.py").read_text(encoding="utf-8")))
    assert read == set(example())


def test_every_variable_has_its_line_of_why() -> None:
    silent = [name for name, above in example().items() if not re.match(r"# .{15,}", above)]
    assert silent == []


def test_only_the_settings_read_the_environment() -> None:
    readers = {
        str(path.relative_to(HOUSE))
        for app in ("firm", "blog", "intake")
        for path in (HOUSE / app).rglob("*.py")
        if re.search(r"os\.(environ|getenv)", path.read_text(encoding="utf-8"))
    }
    assert readers - OUTSIDE_SETTINGS <= {"firm/settings.py"}
