"""The floor: the least that any service must do, and nothing else.

imapclient fetches, the standard library parses, SQLite takes one durable commit
a mail, and as many letters of the same sizes are submitted over one connection.
Runs as a process of its own: `python -m bench.floor HOST IMAP_PORT SMTP_PORT CA ADDRESS PASSWORD REGISTER SIZE…`.
"""

import email
import email.policy
import smtplib
import sqlite3
import ssl
import sys
import time

import imapclient


def main() -> None:
    """Do it once, and print the seconds that it took, connections included."""
    host, imap_port, smtp_port, ca_file, address, password, register, *sizes = sys.argv[1:]
    context = ssl.create_default_context(cafile=ca_file)
    began = time.monotonic()
    database = sqlite3.connect(register, isolation_level=None)
    for setting in ("journal_mode=WAL", "synchronous=FULL"):
        database.execute(f"PRAGMA {setting}")
    database.execute("CREATE TABLE mail (uid INTEGER PRIMARY KEY, subject TEXT, raw BLOB)")
    imap = imapclient.IMAPClient(host, int(imap_port), ssl_context=context)
    imap.login(address, password)
    imap.select_folder("INBOX")
    smtp = smtplib.SMTP_SSL(host, int(smtp_port), context=context)
    smtp.login(address, password)
    uids = imap.search("ALL")
    for first in range(0, len(uids), 50):
        for uid, data in imap.fetch(uids[first : first + 50], ["BODY.PEEK[]"]).items():
            raw = data[b"BODY[]"]
            parsed = email.message_from_bytes(raw, policy=email.policy.default)
            database.execute("INSERT INTO mail VALUES (?, ?, ?)", (uid, parsed["Subject"], raw))
    for number, size in enumerate(sizes):
        letter = f"From: {address}\r\nTo: klager{number}@elders.example\r\nSubject: x\r\n\r\n".encode() + b"y" * 70 + b"\r\n"
        letter += (b"z" * 70 + b"\r\n") * ((int(size) - len(letter)) // 72)
        smtp.sendmail(address, [f"klager{number}@elders.example"], letter)
    smtp.quit()
    imap.logout()
    print(time.monotonic() - began, len(uids))


if __name__ == "__main__":
    main()
