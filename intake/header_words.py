"""The words with which mail programs write an earlier mail's headers into a text, by language.

Data and nothing else. Rule: a word stands here because some mail program writes
it, in the form in which it does; what may be made of it is decided by
`intake.header_blocks`. Compared without regard to case.
"""

import unicodedata

_FROM = (
    "From, Van, Afzender, Von, Absender, De, Expéditeur, Remitente, Remetente, Da, Mittente, Fra, Afsender, Avsender, Från, Avsändare, "
    "Lähettäjä, Od, Nadawca, Odesílatel, Odosielateľ, Feladó, Expeditor, Expeditorul, De la, От, От кого, Отправитель, Від, Від кого, "
    "Kimden, Gönderen, Από, Αποστολέας, Šalje, Pošiljatelj, Saatja, Nuo, Sūtītājs, Од, 差出人, 送信元, 发件人, 寄件者, 寄件人, "
    "보낸 사람, 보낸사람, من, المرسل, מאת, Từ, Dari"
)
_DATE = (
    "Date, Sent, Date Sent, Sent at, Sent on, Datum, Verzonden, Verzonden op, Verzenddatum, Verstuurd, Gesendet, Gesendet am, Envoyé, "
    "Envoyé le, Date d'envoi, Fecha, Enviado, Enviado el, Enviado em, Enviada em, Enviada, Data, Data de envio, Inviato, Inviato il, "
    "Data invio, Dato, Sendt, Skickat, Päivämäärä, Päiväys, Lähetetty, Odesláno, Odoslané, Dátum, Elküldve, Wysłano, Wysłane, Dată, "
    "Trimis, Trimis la, Дата, Отправлено, Дата отправки, Надіслано, Відправлено, Tarih, Gönderildi, Gönderilen, Gönderme Tarihi, "
    "Ημερομηνία, Στάλθηκε, Εστάλη, Poslano, Kuupäev, Saadetud, Išsiųsta, Nosūtīts, Изпратено, Датум, 日付, 日時, 送信日時, "
    "发送时间, 发件时间, 日期, 寄件日期, 보낸 날짜, 날짜, التاريخ, تم الإرسال, תאריך, נשלח, Ngày, Tanggal"
)
_TO = (
    "To, Aan, Ontvanger, An, Empfänger, À, A, Pour, Destinataire, Para, Destinatario, Destinatário, Til, Modtager, Mottaker, Till, "
    "Mottagare, Vastaanottaja, Komu, Pre, Do, Adresat, Címzett, Către, Destinatar, Destinatarul, Кому, Kime, Alıcı, Προς, Prima, Za, "
    "Kellele, Saaja, Kam, Kom, До, За, 宛先, 送信先, 收件人, 收件者, 받는 사람, 받는사람, إلى, אל, Đến, Kepada"
)
_CC = (
    "Cc, C.c., C/c, Kopie, Kopie (CC), Cc aan, Copie, Copie à, Copia, Cópia, Per conoscenza, Kopi, Kopia, Kopio, DW, Do wiadomości, "
    "Másolat, Másolatot kap, Kópia, Копия, Копія, Bilgi, Κοιν., Κοινοποίηση, Koopia, Копие, 抄送, 副本, 참조, نسخة, העתק, Tembusan"
)
_SUBJECT = (
    "Subject, Onderwerp, Betreff, Betr., Objet, Sujet, Asunto, Assunto, Oggetto, Emne, Ämne, Aihe, Předmět, Predmet, Tárgy, Temat, "
    "Subiect, Subiectul, Тема, Konu, Θέμα, Naslov, Zadeva, Teema, Tema, Temats, Относно, 件名, 主题, 主題, 主旨, 제목, الموضوع, נושא, "
    "Chủ đề, Subjek, Perihal"
)
_REPLY_TO = (
    "Reply-To, Reply To, Antwoord aan, Beantwoorden aan, Antwoordadres, Antwort an, Antworten an, Répondre à, Responder a, Responder para, "
    "Rispondi a, Svar til, Svara till, Vastaus, Vastausosoite, Odpověď na, Odpovedať-Pre, Odpowiedź-do, Odgovori na, Válaszcím, "
    "Răspuns către, Ответ-Кому, Кому відповісти, Yanıt Adresi, 返信先, 回复, 回覆"
)
_OTHERS = (
    "Bcc, BCC, Blindkopie, Blindkopie (BCC), UDW, Importance, Priority, Sensitivity, Urgentie, Prioriteit, Belang, Wichtigkeit, Priorität, "
    "Importancia, Importância, Priorità, Prioritet, Attachments, Attachment, Bijlage, Bijlagen, Anlage, Anlagen, Anhang, "
    "Pièces jointes, Pièce jointe, Adjuntos, Datos adjuntos, Anexos, Allegati, Vedhæftede filer, Bilagor, Categories, Categorieën, "
    "Classificatie, Gevoeligheid, Vertrouwelijkheid, Organization, Organisatie, Sender, Resent-From, Resent-To, Message-ID, Message-Id, "
    "Mailed-By, Signed-By, Security"
)

OTHER = "other"
"""The field of a word that mail programs write among the others and that says nothing about who wrote what to whom."""


def plain_word(word: str) -> str:
    """Return `word` in the form in which words are compared; a Turkish dotted capital leaves its dot behind when it becomes small."""
    return unicodedata.normalize("NFC", word).casefold().replace("\u0307", "")


FIELDS: dict[str, str] = {
    plain_word(word.strip()): name
    for name, words in (
        (OTHER, _OTHERS),
        ("from", _FROM),
        ("date", _DATE),
        ("to", _TO),
        ("cc", _CC),
        ("subject", _SUBJECT),
        ("reply-to", _REPLY_TO),
    )
    for word in words.split(",")
}
"""A word before the colon, in its compared form, and the field that it names."""

LONGEST_WORD = max(map(len, FIELDS))

FORWARD_STEMS = tuple(
    plain_word(
        "forward doorgestu doorgezonden weitergeleit weiterleit transféré réexpédié transmis reenviad reencaminhad encaminhad inoltrat "
        "videresendt vidarebeford välitet edelleenlähet přeposlan preposlan přeposíl továbbított przekaz przesłan redirecționat "
        "redirectionat переслан пересыл пересила перенаправл переадрес препрат iletil ileti προωθ proslijeđen prosleđen "
        "posredovan edastatud persiųst pārsūt 転送 转发 轉寄 전달 הועבר إعادة chuyển diteruskan"
    ).split()
)
"""What a line between two mails says, in part, where the lower one was passed on."""

ORIGINAL_STEMS = tuple(
    plain_word(
        "original origineel oorspronkelijk ursprünglich ursprungl d'origine d’origine oprindelig opprinnelig alkuperäi původní pôvodn "
        "eredeti oryginaln iniţial inițial исходн оригинал оригінал ursprunglig orijinal özgün αρχικ izvorn algne pradin 元の 原始 원본 "
        "המקורית الأصلية"
    ).split()
)
"""What a line between two mails says, in part, where the lower one is answered or passed on alike."""
