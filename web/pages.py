"""The look of a page: one plain accessible sheet, nothing loaded from anywhere, kept out of search engines.

Everything that comes from people or data is escaped before it gets here: `body` is ready HTML.
"""

import base64
import hashlib
from collections.abc import Mapping
from html import escape

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse

from content.typography import glue

_STYLE = """
:root { color-scheme: light dark; --ink: #1c2430; --paper: #fff; --soft: #5b6472; --edge: #d7dce3; --link: #0b5cad }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8ecf2; --paper: #14181f; --soft: #a4adba; --edge: #343c48; --link: #7fb8f5 }
}
* { box-sizing: border-box }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1.0625rem/1.5 system-ui, sans-serif }
main { max-width: 38rem; margin: 0 auto; padding: 2rem 1.25rem 3rem }
h1 { margin: 0 0 1rem; font-size: 1.5rem; line-height: 1.25 }
h2 { margin: 1.75rem 0 .5rem; font-size: 1.125rem }
p { margin: 0 0 1rem; overflow-wrap: anywhere }
.lines { white-space: pre-line }
a { color: var(--link) }
a.button { display: inline-block; margin: 0 .5rem .5rem 0; padding: .7rem 1.1rem; border: 1px solid var(--link);
  border-radius: .5rem; text-decoration: none; font-weight: 600 }
code { font-size: .9375rem }
footer { margin-top: 2.5rem; padding-top: 1rem; border-top: 1px solid var(--edge); color: var(--soft);
  font-size: .9375rem }
"""
_STYLE_SIGN = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()

# of every page; addresses hold secrets and pages hold names, so nobody keeps or passes on either
HEADERS = {
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{_STYLE_SIGN}'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}


def page(title: str, body: str, status: int = 200, headers: Mapping[str, str] | None = None) -> HTMLResponse:
    """A page with the heading `title` (plain text) over `body` (HTML)."""
    heading = escape(title)
    html = (
        '<!doctype html>\n<html lang="ru">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="robots" content="noindex, nofollow">\n'
        f"<title>{heading} — клуб «Наставник»</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        f"<main>\n<h1>{heading}</h1>\n{body}\n"
        "<footer>Городской клуб «Наставник», Тюмень</footer>\n</main>\n</body>\n</html>\n"
    )
    return HTMLResponse(html, status, {**HEADERS, **(headers or {})})


def code(text: str) -> str:
    """A paragraph to be copied as it is."""
    return f"<p><code>{escape(text)}</code></p>"


def paragraph(text: str) -> str:
    """A paragraph of plain text."""
    return f"<p>{escape(glue(text))}</p>"


def lines(html: str) -> str:
    """A paragraph of ready HTML whose lines break where they are told to."""
    return f'<p class="lines">{html}</p>'


def button(label: str, address: str) -> str:
    """A link that looks like a button; `address` may hold quotes."""
    return f'<a class="button" href="{escape(address)}">{escape(label)}</a>'


async def gone(_: Request, error: Exception) -> HTMLResponse:
    """What is not there, or can't be asked for that way."""
    status = error.status_code if isinstance(error, HTTPException) else 404
    text = "Возможно, ссылка неполная, или её закрыл владелец. Попросите прислать её ещё раз."
    return page("Такой страницы нет", paragraph(text), status)


async def failed(_: Request, __: Exception) -> HTMLResponse:
    """A failure of ours; the reason is in the log."""
    return page("Страница не открылась", paragraph("Сбой у нас, а не у вас. Попробуйте ещё раз через минуту."), 500)


def not_yet() -> HTMLResponse:
    """The bot has just started and does not know its own name yet."""
    text = "Бот только что запустился. Обновите страницу через минуту."
    return page("Одну минуту", paragraph(text), 503, {"Retry-After": "60"})
