"""Mails (.eml) and web archives (.mhtml): both are MIME messages, read by Python's own parser.

Of a mail, quoted threads and signatures are left out (mail-parser-reply); of one that only forwards, the forwarded text
is the article. Of a web archive, the page is read as any other, its address taken from the archive.
"""

import re
from dataclasses import replace
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage, MIMEPart
from email.utils import parseaddr

from mailparser_reply import EmailReplyParser

from signals.articles.extracted import Extracted, Stated, StatedDate
from signals.articles.html import read_html
from signals.articles.plaintext import read_plain_text
from signals.errors import InputError

_FORWARDED = re.compile(
    r"^(?:-{3,}\s*(?:Forwarded|Original) [Mm]essage\s*-{3,}|Begin forwarded message:)\s*$", re.MULTILINE
)
_FORWARD_HEADER = re.compile(r"^(?P<name>From|Date|Sent|Subject|To|Cc|Reply-To)\s*:\s*(?P<value>.*)$", re.IGNORECASE)
_PREFIX = re.compile(r"^(?:(?:re|fwd?|aw|wg)\s*:\s*)+", re.IGNORECASE)
_SIGNATURE = re.compile(r"^-- ?$", re.MULTILINE)


def read_mail(data: bytes, name: str) -> Extracted:
    """The text of a mail. Title is its subject, author its sender, published the moment it was sent."""
    message = _parsed(data, name)
    found, from_page = _mail_text(message, name)
    subject = _PREFIX.sub("", _header(message, "subject")).strip()
    sender = parseaddr(_header(message, "from"))[0]
    return replace(
        found,
        title=found.title if from_page and found.title.value else Stated(subject, "mail subject"),
        author=found.author if found.author.value else Stated(sender, "mail sender"),
        published=_sent(message) or found.published,
    )


def read_web_archive(data: bytes, name: str) -> Extracted:
    """The page of a web archive (.mhtml): its first HTML part."""
    message = _parsed(data, name)
    page = next((part for part in message.walk() if part.get_content_type() == "text/html"), None)
    if page is None:
        raise InputError(f"{name} holds no page: save the page again as .html and try again.")
    address = str(message.get("Snapshot-Content-Location") or page.get("Content-Location") or "")
    found = read_html(_content(page, name))
    url = found.url if found.url.value or not address.startswith("http") else Stated(address.strip(), "web archive")
    return replace(found, url=url)


def _parsed(data: bytes, name: str) -> EmailMessage:
    try:
        message = message_from_bytes(data, policy=policy.default)
    except (ValueError, LookupError, IndexError, AttributeError) as error:
        raise InputError(f"{name} is not a message that can be opened: save it again or paste its text.") from error
    if not isinstance(message, EmailMessage) or not message.keys():
        raise InputError(f"{name} is not a message that can be opened: save it again or paste its text.")
    return message


def _mail_text(message: EmailMessage, name: str) -> tuple[Extracted, bool]:
    """What the mail says, and whether that comes from an HTML part."""
    part = message.get_body(preferencelist=("plain", "html"))
    if part is None:
        raise InputError(f"{name} holds no text: open the mail and paste its text instead.")
    if part.get_content_type() == "text/html":
        return read_html(_content(part, name)), True
    return read_plain_text(own_text(_content(part, name)), headed=False), False


def own_text(text: str) -> str:
    """A mail's text without the thread it quotes and without its signature; of a bare forward, what is forwarded."""
    if forwarded := _FORWARDED.search(text):
        above = _SIGNATURE.split(text[: forwarded.start()])[0]
        return own_text(_without_headers(text[forwarded.end() :])) if len(above.split()) < 60 else above
    read = EmailReplyParser(languages=["en"]).read(text.replace("\r\n", "\n"))
    body = read.replies[0].content if read.replies else text  # its own signatures take list items for some
    return _SIGNATURE.split(body)[0].strip() or text


def _without_headers(text: str) -> str:
    lines = text.strip("\n").split("\n")
    while lines and (not lines[0].strip() or _FORWARD_HEADER.match(lines[0])):
        lines.pop(0)
    return "\n".join(lines)


def _content(part: MIMEPart, name: str) -> str:
    try:
        content = part.get_content()
    except (LookupError, ValueError, KeyError, UnicodeError) as error:  # an encoding that Python does not know
        raise InputError(f"{name} is written in an encoding that cannot be read: paste its text instead.") from error
    return content if isinstance(content, str) else ""


def _header(message: EmailMessage, name: str) -> str:
    try:
        return re.sub(r"\s+", " ", str(message.get(name) or "")).strip()
    except (ValueError, IndexError, LookupError, AttributeError):  # hostile headers break the parser lazily
        return ""


def _sent(message: EmailMessage) -> StatedDate | None:
    try:
        moment = getattr(message.get("date"), "datetime", None)
    except (ValueError, IndexError, LookupError, AttributeError, TypeError, OverflowError):
        return None
    if not isinstance(moment, datetime):
        return None
    return StatedDate(moment.date(), moment if moment.tzinfo else None, "mail date")
