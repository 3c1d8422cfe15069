"""A sheet of stickers as SVG, for a browser or a print shop. Fonts are the reader's own."""

from html import escape

from storage.stickers.layout import HEIGHT, WIDTH, Page, Words

_FONTS = (
    "'Noto Sans CJK SC','Source Han Sans SC','Microsoft YaHei','PingFang SC','WenQuanYi Zen Hei',sans-serif"
)


def svg(page: Page) -> str:
    """One A4 sheet; a unit is a millimetre."""
    bars = "".join(f"M{b.x:.3f} {b.y:.3f}h{b.width:.3f}v{b.height:.3f}h-{b.width:.3f}z" for b in page.bars)
    words = "\n".join(map(_text, page.words))
    cuts = "".join(
        f'<rect x="{x:.2f}" y="{y:.2f}" width="{width:.2f}" height="{height:.2f}"/>'
        for x, y, width, height in page.cuts
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH:.0f}mm" height="{HEIGHT:.0f}mm" '
        f'viewBox="0 0 {WIDTH:.0f} {HEIGHT:.0f}">\n'
        f'<rect width="100%" height="100%" fill="#fff"/>\n'
        f'<g fill="none" stroke="#bbb" stroke-width=".1">{cuts}</g>\n'
        f'<path d="{bars}" shape-rendering="crispEdges"/>\n'
        f'<g font-family="{_FONTS}">\n{words}\n</g>\n</svg>\n'
    )


def _text(words: Words) -> str:
    weight = ' font-weight="bold"' if words.strong else ""
    place = f'x="{words.x:.2f}" y="{words.y:.2f}" font-size="{words.size:.2f}"'
    return f"<text {place}{weight}>{escape(words.text)}</text>"
