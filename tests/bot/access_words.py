"""What notices of signing in are filled with, as `bot.handlers.screens` and `usecases.sign_in` fill them."""

from desk.notices import Kind

AT = "2026-09-25T17:50:00+08:00"
_BROWSERS = ("Chrome · Windows", "WeChat · Android", "", "Safari · iPhone", "Firefox · Linux")
LINES = "\n".join(f"{AT}|{AT}|{'' if n else 'here'}|{one}" for n, one in enumerate(_BROWSERS))
SAID_OF_ACCESS: dict[Kind, tuple[dict[str, str], ...]] = {
    Kind.SIGN_IN: ({"token": "x" * 22, "code": "7Q2K-0XBM", "until": AT},),
    Kind.NO_SIGN_IN: ({},),
    Kind.SIGNED_IN: ({"browser": "Chrome · Windows"}, {"browser": ""}),
    Kind.ADMIT_ASKED: tuple(
        {"name": name, "schools": schools, "by": by, "until": AT}
        for name, schools, by in (
            ("Lin", "Lakeside School, " * 9, "desk:root"),
            ("", "", "desk"),
            ("Su", "", "chen"),
        )
    ),
    Kind.ADMIT_DECIDED: tuple({"name": name, "agreed": yes} for name in ("Lin", "") for yes in ("yes", "")),
    Kind.DEVICES: ({"lines": LINES, "more": "12"}, {"lines": "", "more": "0"}),
    Kind.DEVICE_ENDED: tuple(
        {"browser": browser, "total": total} for browser, total in (("Chrome", "1"), ("", "0"), ("", "3"))
    ),
}
