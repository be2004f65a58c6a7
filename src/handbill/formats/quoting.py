"""Which lines of a mail its writer wrote: quoted older mails, forwarded ones, signatures, disclaimers."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from handbill.values import Block, BlockKind

# "On <date> <name> wrote:" as mail programs write it, in the languages they write it in.
_ATTRIBUTION = re.compile(
    r"(?:On\b.{4,200}\bwrote|Am\b.{4,200}\bschrieb\b.{0,80}|Le\b.{4,200}\ba écrit|Il(?: giorno)?\b.{4,200}\bha scritto"
    r"|El\b.{4,200}\bescribió|Em\b.{4,200}\bescreveu|A\b.{4,200}\bva escriure|Op\b.{4,200}\bschreef\b.{0,80}"
    r"|Den\b.{4,200}\b(?:skrev|skreiv)\b.{0,80}|(?:W dniu|Dnia)\b.{4,200}\b(?:pisze|napisał(?:\(a\)|a)?)"
    r"|Dne\b.{4,200}\bnapsala?\b.{0,80}|.{4,200}\b(?:пишет|написала?|написал\(а\)|пише|писал)"
    r"|.{4,200}\btarihinde\b.{0,120}\b(?:yazdı|şunu yazdı)|.{4,200}\bkirjoitti|.{4,200}\bezt írta\b.{0,80}"
    r"|Στις\b.{4,200}\bέγραψε|ב.{4,200}כתב(?:ה|/ה)?|(?:في|بتاريخ)\s.{4,200}كتب\b.{0,80}|.{4,200}(?:のメール|書きました)"
    r"|.{4,200}写道|.{4,200}寫道|.{4,200}님이 (?:작성|쓴 글))\s*[:：]$",
    re.IGNORECASE | re.DOTALL,
)
_ORIGINAL = re.compile(
    r"[-_*=\s]{2,}\s*(?:original message|original e-?mail|ursprüngliche (?:nachricht|mail)|originalnachricht"
    r"|message d['’]origine|message original|messaggio originale|mensaje original|mensagem original|missatge original"
    r"|oorspronkelijk bericht|oprindelig meddelelse|originalmeddelande|ursprungligt meddelande|opprinnelig melding"
    r"|alkuperäinen viesti|wiadomość oryginalna|oryginalna wiadomość|původní zpráva|eredeti üzenet|mesaj original"
    r"|исходное сообщение|оригінальне повідомлення|orijinal (?:ileti|mesaj)|αρχικό μήνυμα|הודעה מקורית|الرسالة الأصلية"
    r"|元のメッセージ|原始邮件|原始郵件|원본 메시지)\b.{0,20}$",
    re.IGNORECASE,
)
_FORWARDED = re.compile(
    r"(?:[-_*=\s]{2,}\s*)?(?:forwarded message|begin forwarded message|weitergeleitete (?:nachricht|mail)"
    r"|anfang der weitergeleiteten nachricht|message transféré|début du message (?:transféré|réexpédié)"
    r"|messaggio inoltrato|inizio messaggio inoltrato|mensaje reenviado|mensagem (?:encaminhada|reencaminhada)"
    r"|missatge reenviat|doorgestuurd bericht|begin doorgestuurd bericht|videresendt (?:meddelelse|melding)"
    r"|vidarebefordrat (?:meddelande|brev)|välitetty viesti|(?:przekazana|przesłana dalej) wiadomość"
    r"|přeposlaná zpráva|továbbított üzenet|mesaj redirecționat|пересылаемое сообщение|пересланное сообщение"
    r"|переслане повідомлення|(?:yönlendirilen|iletilen) (?:ileti|mesaj)|προωθημένο μήνυμα|הודעה שהועברה"
    r"|رسالة مُ?عاد توجيهها|転送メッセージ|转发(?:的)?(?:邮件|信息)|轉寄郵件|전달된 메시지)\s*[:：]?\s*[-_*=]*$",
    re.IGNORECASE,
)
_FIELDS = re.compile(
    r"\W*(?:from|sent|date|to|cc|subject|reply-to|von|gesendet|datum|an|betreff|de|envoyé|à|objet|da|inviato|data|a"
    r"|oggetto|enviado(?: el)?|para|asunto|assunto|fecha|van|verzonden|aan|onderwerp|fra|sendt|til|emne|från|skickat"
    r"|till|ämne|od|wysłano|do|temat|odesláno|komu|předmět|от|отправлено|дата|кому|тема|від|надіслано|kimden"
    r"|gönderme tarihi|gönderilen|tarih|kime|konu|από|ημερομηνία|προς|θέμα|מאת|תאריך|אל|נושא|من|التاريخ|إلى|الموضوع"
    r"|差出人|送信日時|日時|宛先|件名|发件人|发送时间|日期|收件人|主题|寄件者|보낸 사람|보낸 날짜|받는 사람|제목)\W{0,2}\s?[:：]\*?\s",
    re.IGNORECASE,
)
_FROM_FIELD = re.compile(
    r"\W*(?:from|von|de|da|van|fra|från|od|от|від|kimden|από|מאת|من|差出人|发件人|寄件者|보낸 사람)\W{0,2}\s?[:：]",
    re.IGNORECASE,
)
_DISCLAIMER = re.compile(
    r"(?:this (?:e-?mail|message|communication)\b.{0,80}\b(?:confidential|intended)|(?:the )?(?:information|contents?) "
    r"(?:contained )?in this (?:e-?mail|message)|confidentiality notice|if you (?:are not the intended|have received "
    r"this (?:e-?mail|message) in error)|diese (?:e-?mail|nachricht) (?:enthält|ist) .{0,40}vertraulich"
    r"|ce (?:message|courriel|mail) .{0,60}confidentiel|este (?:mensaje|correo|mensagem|email) .{0,80}confidencia"
    r"|(?:questo messaggio|le informazioni contenute).{0,80}(?:riservat|confidenzial)|dit (?:e-?mail)?bericht is "
    r"(?:uitsluitend|vertrouwelijk))",
    re.IGNORECASE,
)
_SENT_FROM = re.compile(
    r"(?:sent from my|get outlook for|von meinem .{1,30} gesendet|envoyé de(?:puis)? mon|inviato da(?:l mio)?"
    r"|enviado desde mi|enviado do meu|verstuurd vanaf mijn|skickat från min|отправлено с)\b.{1,60}$",
    re.IGNORECASE,
)
_FORWARDING_SUBJECT = re.compile(
    r"\s*(?:re\s*:\s*)?(?:fwd?|wg|tr|rv|enc|i|doorst|vs|vb|pd|továbbítás|转发|轉寄)\s*[:：]", re.IGNORECASE
)
_SIGNATURE = re.compile(r"-- ?$")
_FIELDS_NEED = 2


def is_forwarding(line: str) -> bool:
    """Tell whether *line* is what mail programs put above a mail that they forward."""
    return bool(_FORWARDED.match(line))


def is_attribution(words: str) -> bool:
    """Tell whether *words* (one line, or two where it was wrapped) are "On <date> <name> wrote:"."""
    return words.endswith((":", "：")) and bool(_ATTRIBUTION.match(words))


def is_signature_mark(line: str) -> bool:
    """Tell whether *line* parts the mail from its signature (RFC 3676, section 4.3)."""
    return bool(_SIGNATURE.match(line))


def tell_apart(blocks: Iterable[Block], text: str, *, subject: str = "") -> list[Block]:
    """Return *blocks* of a mail, those that its writer did not write now `quote` or `signature`.

    A forwarded mail counts as written, its header fields do not.

    Args:
        text: The text in which their spans count.
        subject: "Fwd: ..." tells that a header above an older mail forwards it.
    """
    forwards = bool(_FORWARDING_SUBJECT.match(subject))
    return list(_Teller(list(blocks), text, forwards).told())


class _Teller:
    def __init__(self, blocks: list[Block], text: str, forwards: bool) -> None:
        self._blocks = blocks
        self._lines = [block.span.of(text) for block in blocks]
        self._forwards = forwards
        self._rest: BlockKind | None = None  # what everything is from here on
        self._fields = False  # within the header fields of an older or forwarded mail

    def told(self) -> Iterator[Block]:
        """Yield the blocks, each with the kind that it has in a mail."""
        for place, block in enumerate(self._blocks):
            kind = self._kind_at(place)
            yield replace(block, kind=kind, level=0) if kind else block

    def _kind_at(self, place: int) -> BlockKind | None:
        line = self._lines[place]
        if is_forwarding(line) or (self._forwards and self._is_older_header(place)):
            self._rest, self._fields = None, True
            return "quote"
        if self._fields and _FIELDS.match(line):
            return "quote"
        self._fields = False
        if self._blocks[place].kind in {"quote", "signature"}:
            return None
        return self._rest or self._kind_of(place, line)

    def _kind_of(self, place: int, line: str) -> BlockKind | None:
        if self._is_older_header(place) or _ORIGINAL.match(line):
            self._rest = "quote"
        elif is_attribution(line):
            return self._attribution(place)
        elif is_signature_mark(line) or _DISCLAIMER.match(line):
            self._rest = "signature"
        elif _SENT_FROM.match(line):
            return "signature"
        return self._rest

    def _attribution(self, place: int) -> BlockKind:
        """Take "... wrote:" for a quote, and all after it unless the quoted lines are marked themselves."""
        following = self._blocks[place + 1 : place + 2]
        if not (following and following[0].kind == "quote"):
            self._rest = "quote"
        return "quote"

    def _is_older_header(self, place: int) -> bool:
        """Tell whether "From:" and two more header fields begin here, as Outlook puts them above a reply."""
        if not _FROM_FIELD.match(self._lines[place]):
            return False
        near = self._lines[place + 1 : place + 5]
        return sum(bool(_FIELDS.match(line)) for line in near) >= _FIELDS_NEED
