"""A server that can do less, names folders otherwise, or says no (docs/mail-rules.md, R-IMAP-04, R-IMAP-10, F26)."""

import re
from collections.abc import Iterator
from hashlib import sha256

import pytest
from imap_double import CAPABILITIES, ImapDouble, always
from imap_session import HANDLED, LETTER, MAILS, NOW, all_waiting, mailbox_on, read, refill

from intake.ports import MailboxAway, Place, Refused
from tracker.errors import NeedsPerson
from tracker.ledger import Shelf


@pytest.fixture
def double() -> Iterator[ImapDouble]:
    with ImapDouble() as server:
        yield refill(server)


def less(*missing: str) -> tuple[str, ...]:
    return tuple(name for name in CAPABILITIES if name not in missing)


class TestALesserServer:
    def test_without_move_only_our_own_mail_is_expunged(self, double: ImapDouble) -> None:
        """docs/mail-rules.md, R-IMAP-04: COPY, STORE, UID EXPUNGE; never a plain EXPUNGE."""
        double.account.capabilities = less("MOVE")
        double.inbox.messages[1].flags.add(b"\\Deleted")
        mailbox = mailbox_on(double)
        mailbox.connect()
        first, _, last = all_waiting(mailbox)
        moved = mailbox.move([first.place, last.place], Shelf.HANDLED)
        assert moved == {first.place: Place(HANDLED, 7001, 1), last.place: Place(HANDLED, 7001, 2)}
        assert double.raws("INBOX") == [MAILS[1]]
        mailbox.close()

    def test_without_uidplus_no_place_is_told_and_find_knows_it(self, double: ImapDouble) -> None:
        """docs/mail-rules.md, F09."""
        double.account.capabilities = less("UIDPLUS")
        mailbox = mailbox_on(double)
        mailbox.connect()
        waiting = all_waiting(mailbox)
        assert mailbox.move([each.place for each in waiting], Shelf.HANDLED) == {}
        assert double.raws(HANDLED) == MAILS
        assert mailbox.find(sha256(MAILS[1]).hexdigest(), len(MAILS[1]), Shelf.HANDLED) == [Place(HANDLED, 7001, 2)]
        assert mailbox.append(Shelf.SENT, LETTER, NOW) is None
        mailbox.close()

    def test_without_move_and_uidplus_the_mail_stays_marked(self, double: ImapDouble) -> None:
        double.account.capabilities = less("MOVE", "UIDPLUS")
        mailbox = mailbox_on(double)
        mailbox.connect()
        first = all_waiting(mailbox)[0]
        mailbox.move([first.place], Shelf.HANDLED)
        assert double.raws(HANDLED) == [MAILS[0]]
        assert [message.flags for message in double.inbox.messages] == [{b"\\Deleted"}, set(), set()]
        mailbox.close()

    def test_without_uidplus_erasing_needs_a_person(self, double: ImapDouble) -> None:
        double.account.capabilities = less("UIDPLUS")
        mailbox = mailbox_on(double)
        mailbox.connect()
        with pytest.raises(NeedsPerson):
            mailbox.erase(all_waiting(mailbox)[0].place)
        assert double.raws("INBOX") == MAILS
        assert len(all_waiting(mailbox)) == len(MAILS), "the connection stands"
        mailbox.close()

    def test_an_erasure_that_does_nothing_is_not_believed(self, double: ImapDouble) -> None:
        double.lies["UID EXPUNGE"] = always(b"TAG OK done\r\n")
        mailbox = mailbox_on(double)
        mailbox.connect()
        with pytest.raises(Refused):
            mailbox.erase(all_waiting(mailbox)[0].place)
        mailbox.close()

    def test_what_it_lacks_is_told(self, double: ImapDouble) -> None:
        double.account.capabilities = less("IDLE", "UIDPLUS")
        double.lies["CREATE"] = always(b"TAG NO not allowed\r\n")
        mailbox = mailbox_on(double)
        mailbox.connect()
        told = mailbox.folders_check()
        assert [re.findall("Klachten/Verwerkt|Sent|UIDPLUS|IDLE", sentence) for sentence in told] == [
            [HANDLED],
            ["Sent"],
            ["UIDPLUS"],
            ["IDLE"],
        ]
        mailbox.close()

    @pytest.mark.parametrize(
        ("delimiter", "prefix", "namespace", "name"),
        [
            (".", "INBOX.", True, "INBOX.Klachten.Verwerkt"),
            (".", "", True, "Klachten.Verwerkt"),
            (".", "", False, "Klachten.Verwerkt"),
            ("/", "", False, "Klachten/Verwerkt"),
        ],
    )
    def test_folders_are_named_as_the_server_names_them(
        self, double: ImapDouble, delimiter: str, prefix: str, name: str, *, namespace: bool
    ) -> None:
        """docs/mail-rules.md, R-IMAP-10."""
        double.account.delimiter, double.account.prefix = delimiter, prefix
        double.account.capabilities = CAPABILITIES if namespace else less("NAMESPACE")
        mailbox = mailbox_on(double)
        mailbox.connect()
        first = all_waiting(mailbox)[0]
        assert mailbox.move([first.place], Shelf.HANDLED)[first.place].folder == name
        assert double.account.subscribed == [name]
        mailbox.close()

    def test_that_does_not_tell_how_it_names_folders_is_not_filed_in(self, double: ImapDouble) -> None:
        double.account.capabilities = less("NAMESPACE")
        double.lies["LIST"] = always(b"TAG OK done\r\n")
        mailbox = mailbox_on(double)
        mailbox.connect()
        with pytest.raises(MailboxAway, match="names folders"):
            mailbox.append(Shelf.SENT, LETTER, NOW)


class TestARefusal:
    @pytest.mark.parametrize("command", ["CREATE", "UID MOVE"])
    def test_leaves_the_connection_for_other_work(self, double: ImapDouble, command: str) -> None:
        """docs/mail-rules.md, F26: over quota, or not allowed."""
        double.lies[command] = always(b"TAG NO [OVERQUOTA] full\r\n")
        mailbox = mailbox_on(double)
        mailbox.connect()
        waiting = all_waiting(mailbox)
        with pytest.raises(Refused):
            mailbox.move([waiting[0].place], Shelf.HANDLED)
        assert read(mailbox, waiting) == MAILS
        double.lies.clear()
        assert mailbox.move([waiting[0].place], Shelf.HANDLED)
        mailbox.close()

    def test_of_a_copy_looks_for_the_folder_again(self, double: ImapDouble) -> None:
        mailbox = mailbox_on(double)
        mailbox.connect()
        assert mailbox.append(Shelf.SENT, LETTER, NOW)
        del double.account.folders["Sent"]
        with pytest.raises(Refused):
            mailbox.append(Shelf.SENT, LETTER, NOW)
        assert mailbox.append(Shelf.SENT, LETTER, NOW)
        mailbox.close()

    def test_of_a_subscription_is_no_trouble(self, double: ImapDouble) -> None:
        double.lies["SUBSCRIBE"] = always(b"TAG NO never\r\n")
        mailbox = mailbox_on(double)
        mailbox.connect()
        assert mailbox.folders_check() == []
        mailbox.close()
