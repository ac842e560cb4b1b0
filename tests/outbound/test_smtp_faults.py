"""Whatever the server does, the courier says truly what became of the letter, and the next one gets through."""

import asyncio
from dataclasses import replace

import pytest
from smtp_double import CLOSE, DEAF, HANG, SWALLOW, Fault, SmtpDouble

from outbound.courier import Ambiguous, Envelope, LoginRefused, Postponed, Undeliverable
from outbound.smtp import SmtpCourier, SmtpSettings, Timeouts

LETTER = Envelope("klachten+b-1@klant.example", "klager@example.org", b"Subject: x\r\n\r\n.dot\r\nline\r\n")
SHORT = 0.4  # long enough for loopback, short enough to wait for
HURRIED = {
    "greeting": Timeouts(greeting_seconds=SHORT),
    "data": Timeouts(data_seconds=SHORT),
    "final_dot": Timeouts(final_dot_seconds=SHORT),
}


def settings(double: SmtpDouble, **changes: object) -> SmtpSettings:
    plain = SmtpSettings("127.0.0.1", double.port, security="plain", username="u", password="p", local_hostname="klachten.example")
    return replace(plain, **changes)  # type: ignore[arg-type]  # tests name the fields


Case = tuple[str, bytes | Fault, type[Postponed | Undeliverable], int | None, str, bool]

AGAIN, NEW = True, False
CATALOGUE: list[Case] = [
    # stage, what the server does there, what the courier says, code, why, connection used again
    ("greeting", b"421 busy\r\n", Postponed, 421, "greeting_refused", NEW),
    ("greeting", b"554 no mail here\r\n", Postponed, 554, "greeting_refused", NEW),
    ("greeting", b"250 hello\r\n", Postponed, None, "greeting_garbled", NEW),
    ("greeting", b"SSH-2.0-x\r\n", Postponed, None, "greeting_lost", NEW),
    ("greeting", CLOSE, Postponed, None, "greeting_lost", NEW),
    ("greeting", HANG, Postponed, None, "greeting_timeout", NEW),
    ("ehlo", b"451 later\r\n", Postponed, 451, "ehlo_refused", NEW),
    ("ehlo", b"502 what?\r\n", Postponed, 502, "ehlo_refused", NEW),
    ("ehlo", b"250-a\r\n251 b\r\n", Postponed, None, "ehlo_lost", NEW),
    ("ehlo", CLOSE, Postponed, None, "ehlo_lost", NEW),
    ("ehlo", HANG, Postponed, None, "ehlo_timeout", NEW),
    ("auth", b"454 later\r\n", Postponed, 454, "login_refused", NEW),
    ("auth", b"421 bye\r\n", Postponed, 421, "login_refused", NEW),
    ("auth", b"535 5.7.8 wrong password\r\n", LoginRefused, 535, "login_refused", NEW),
    ("auth", CLOSE, Postponed, None, "login_lost", NEW),
    ("auth", HANG, Postponed, None, "login_timeout", NEW),
    ("mail", b"451 later\r\n", Postponed, 451, "mail_refused", AGAIN),
    ("mail", b"550 not you\r\n", Undeliverable, 550, "mail_refused", AGAIN),
    ("mail", b"552 too big\r\n", Undeliverable, 552, "mail_refused", AGAIN),
    ("mail", b"530 5.7.0 log in\r\n", LoginRefused, 530, "mail_refused", NEW),
    ("mail", b"421 bye\r\n", Postponed, 421, "mail_refused", NEW),
    ("mail", CLOSE, Postponed, None, "mail_lost", NEW),
    ("mail", HANG, Postponed, None, "mail_timeout", NEW),
    ("rcpt", b"450 greylisted\r\n", Postponed, 450, "rcpt_refused", AGAIN),
    ("rcpt", b"550-no\r\n550 such person\r\n", Undeliverable, 550, "rcpt_refused", AGAIN),
    ("rcpt", b"421 bye\r\n", Postponed, 421, "rcpt_refused", NEW),
    ("rcpt", b"354 go ahead\r\n", Postponed, None, "rcpt_garbled", NEW),
    ("rcpt", b"250 ok\r\n250 ok\r\n", Postponed, None, "rcpt_lost", NEW),
    ("rcpt", b"garbage\r\nmore\r\n", Postponed, None, "rcpt_lost", NEW),
    ("rcpt", CLOSE, Postponed, None, "rcpt_lost", NEW),
    ("rcpt", HANG, Postponed, None, "rcpt_timeout", NEW),
    ("data", b"451 later\r\n", Postponed, 451, "data_refused", AGAIN),
    ("data", b"554 no\r\n", Undeliverable, 554, "data_refused", AGAIN),
    ("data", b"421 bye\r\n", Postponed, 421, "data_refused", NEW),
    ("data", b"250 ok\r\n", Postponed, None, "data_garbled", NEW),
    ("data", b"354 go ahead\r\n250 queued\r\n", Postponed, None, "data_lost", NEW),
    ("data", CLOSE, Postponed, None, "data_lost", NEW),
    ("data", HANG, Postponed, None, "data_timeout", NEW),
    ("content", CLOSE, Ambiguous, None, "final_dot_lost", NEW),
    ("final_dot", b"451 later\r\n", Postponed, 451, "final_dot_refused", AGAIN),
    ("final_dot", b"554 looks like spam\r\n", Undeliverable, 554, "final_dot_refused", AGAIN),
    ("final_dot", b"421 bye\r\n", Postponed, 421, "final_dot_refused", NEW),
    ("final_dot", b"354 go on\r\n", Ambiguous, None, "final_dot_garbled", NEW),
    ("final_dot", b"251 fine\r\n", Ambiguous, None, "final_dot_garbled", NEW),
    ("final_dot", b"250-ok\r\n550 no\r\n", Ambiguous, None, "final_dot_lost", NEW),
    ("final_dot", b"250 ok\r\n250 ok\r\n", Ambiguous, None, "final_dot_lost", NEW),
    ("final_dot", b"250 ok\r\n250", Ambiguous, None, "final_dot_lost", NEW),
    ("final_dot", b"\xff\xfe\x00\r\n", Ambiguous, None, "final_dot_lost", NEW),
    ("final_dot", b"2500 ok\r\n", Ambiguous, None, "final_dot_lost", NEW),
    ("final_dot", b"250 " + b"x" * 9000, Ambiguous, None, "final_dot_lost", NEW),
    ("final_dot", b"250-and so on\r\n" * 4000, Ambiguous, None, "final_dot_garbled", NEW),
    ("final_dot", Fault(b"250 o", then="close"), Ambiguous, None, "final_dot_lost", NEW),
    ("final_dot", SWALLOW, Ambiguous, None, "final_dot_lost", NEW),
    ("final_dot", HANG, Ambiguous, None, "final_dot_timeout", NEW),
]


def name(case: Case) -> str:
    does = case[1] if isinstance(case[1], bytes) else case[1].say or case[1].then.encode() + b"-kept" * case[1].keeps
    return f"{case[0]}-{does[:14].decode('ascii', 'replace').strip()}"


async def failure(courier: SmtpCourier, letter: Envelope) -> Postponed | Undeliverable:
    try:
        reply = await courier.carry(letter)
    except (Postponed, Undeliverable) as told:
        return told
    pytest.fail(f"carried: {reply}")


@pytest.mark.parametrize(
    ("stage", "does", "error", "code", "why", "used_again"), [pytest.param(*case, id=name(case)) for case in CATALOGUE]
)
def test_every_fault(
    stage: str, does: bytes | Fault, error: type[Postponed | Undeliverable], code: int | None, why: str, *, used_again: bool
) -> None:
    fault = Fault(does) if isinstance(does, bytes) else does

    async def story() -> None:
        async with SmtpDouble(faults={stage: [fault]}) as double:
            timeouts = HURRIED.get(stage, Timeouts(command_seconds=SHORT)) if fault.then == "hang" else Timeouts()
            courier = SmtpCourier(settings(double, timeouts=timeouts))
            told = await failure(courier, LETTER)
            assert isinstance(told, error)
            assert isinstance(told, Ambiguous) == (error is Ambiguous)
            assert isinstance(told, LoginRefused) == (error is LoginRefused)
            assert (told.code, told.why) == (code, why)
            before = len(double.taken)
            assert await courier.carry(LETTER) == "250 2.0.0 queued as 42"
            assert [taken.content for taken in double.taken[before:]] == [LETTER.raw]
            assert double.connections == (1 if used_again else 2)
            await courier.close()

    asyncio.run(story())


# between two letters


@pytest.mark.parametrize(
    "faults",
    [
        {"mail": [None, Fault(b"421 too many letters\r\n", then="close")]},
        {"mail": [None, CLOSE]},
        {"final_dot": [Fault(b"250 ok\r\n", then="close", keeps=True)]},
    ],
    ids=["421-at-mail", "closes-at-mail", "closes-after-the-letter"],
)
def test_a_connection_that_ended_between_letters_is_replaced_without_a_word(faults: dict[str, list[Fault | None]]) -> None:
    async def story() -> None:
        async with SmtpDouble(faults=faults) as double:
            courier = SmtpCourier(settings(double))
            for _ in range(2):
                await courier.carry(LETTER)
            assert (len(double.taken), double.connections) == (2, 2)
            await courier.close()

    asyncio.run(story())


def test_a_server_that_leaves_every_time_is_left_alone_after_one_more_try() -> None:
    bye = Fault(b"421 bye\r\n", then="close")

    async def story() -> None:
        async with SmtpDouble(faults={"mail": [None, bye, bye, bye]}) as double:
            courier = SmtpCourier(settings(double))
            await courier.carry(LETTER)
            told = await failure(courier, LETTER)
            assert isinstance(told, Postponed)
            assert told.code == 421
            assert (len(double.taken), double.connections) == (1, 2)
            await courier.close()

    asyncio.run(story())


def test_after_a_refusal_the_server_is_told_to_forget_and_where_it_will_not_it_is_left() -> None:
    async def story() -> None:
        async with SmtpDouble(faults={"rcpt": [Fault(b"550 no\r\n")], "rset": [Fault(b"500 what?\r\n")]}) as double:
            courier = SmtpCourier(settings(double))
            assert (await failure(courier, LETTER)).code == 550
            await courier.carry(LETTER)
            assert (double.count("RSET"), double.connections) == (1, 2)
            await courier.close()

    asyncio.run(story())


def test_what_the_server_said_is_kept_out_of_the_word_for_the_log() -> None:
    async def story() -> None:
        async with SmtpDouble(faults={"rcpt": [Fault(b"550 klager@example.org \xff\x07 is away\r\n")]}) as double:
            courier = SmtpCourier(settings(double))
            told = await failure(courier, LETTER)
            assert str(told) == "rcpt_refused: 550 klager@example.org ?? is away"
            assert told.why == "rcpt_refused"
            await courier.close()

    asyncio.run(story())


def test_a_letter_cut_off_before_its_end_was_not_sent() -> None:
    long = replace(LETTER, raw=b"Subject: x\r\n\r\n" + b"line\r\n" * 2_000_000)

    async def story() -> None:
        async with SmtpDouble(faults={"content": [CLOSE]}, extensions=()) as double:
            courier = SmtpCourier(settings(double, username=None, password=None))
            told = await failure(courier, long)
            assert isinstance(told, Postponed)
            assert not isinstance(told, Ambiguous)
            assert told.why == "content_lost"
            await courier.close()

    asyncio.run(story())


def test_a_letter_that_the_server_does_not_take_in_was_not_sent() -> None:
    long = replace(LETTER, raw=b"Subject: x\r\n\r\n" + b"line\r\n" * 2_000_000)

    async def story() -> None:
        async with SmtpDouble(faults={"content": [DEAF]}, extensions=()) as double:
            courier = SmtpCourier(settings(double, username=None, password=None, timeouts=Timeouts(block_seconds=SHORT)))
            told = await failure(courier, long)
            assert isinstance(told, Postponed)
            assert (isinstance(told, Ambiguous), told.why) == (False, "content_timeout")
            await courier.close()

    asyncio.run(story())


@pytest.mark.parametrize("stage", ["ehlo", "auth"])
def test_a_server_that_leaves_before_the_letter_does_not_condemn_it(stage: str) -> None:
    said = {"ehlo": b"250-double.example\r\n250 SMTPUTF8\r\n", "auth": b"235 welcome\r\n"}[stage]
    login = {"username": None, "password": None} if stage == "ehlo" else {}

    async def story() -> None:
        async with SmtpDouble(faults={stage: [Fault(said, then="close")]}) as double:
            courier = SmtpCourier(settings(double, **login))
            told = await failure(courier, replace(LETTER, recipient="jörg@example.org"))
            assert isinstance(told, Postponed)
            assert (told.why, told.code, len(double.taken)) == ("mail_lost", None, 0)
            await courier.close()

    asyncio.run(story())


# nobody there


def test_nobody_listens() -> None:
    async def story() -> None:
        async with SmtpDouble() as double:
            gone = settings(double)
        told = await failure(SmtpCourier(gone), LETTER)
        assert (type(told), told.why, told.code) == (Postponed, "connect_lost", None)
        with pytest.raises(Postponed, match="connect_lost"):
            await SmtpCourier(gone).log_in()

    asyncio.run(story())


def test_a_name_that_does_not_exist() -> None:
    nowhere = SmtpSettings("nowhere.invalid", 465)
    told = asyncio.run(failure(SmtpCourier(nowhere), LETTER))
    assert (type(told), told.why) == (Postponed, "connect_unknown_name")


# the login


@pytest.mark.parametrize("offered", ["AUTH CRAM-MD5", "AUTH XOAUTH2", "8BITMIME"])
def test_no_login_that_we_know_is_offered(offered: str) -> None:
    async def story() -> None:
        async with SmtpDouble(extensions=[offered]) as double:
            courier = SmtpCourier(settings(double))
            told = await failure(courier, LETTER)
            assert (type(told), told.why) == (LoginRefused, "login_not_offered")
            assert double.count("AUTH") == double.count("MAIL") == 0

    asyncio.run(story())


def test_a_wrong_password_is_tried_once() -> None:
    async def story() -> None:
        async with SmtpDouble(faults={"auth": [Fault(b"535 wrong\r\n")]}) as double:
            told = await failure(SmtpCourier(settings(double)), LETTER)
            assert (type(told), double.count("AUTH")) == (LoginRefused, 1)
            assert "p" not in str(told).split()

    asyncio.run(story())


# what the server cannot take


UNFIT = [
    # what the server offers, the letter, why
    (("8BITMIME",), replace(LETTER, recipient="jörg@example.org"), "smtputf8_not_offered"),
    (("8BITMIME",), replace(LETTER, recipient="jorg@bücher.example"), "smtputf8_not_offered"),
    (("SMTPUTF8",), replace(LETTER, raw="Subject: x\r\n\r\né\r\n".encode()), "8bitmime_not_offered"),
    ((f"SIZE {len(LETTER.raw) - 1}",), LETTER, "too_large_for_server"),
]


@pytest.mark.parametrize(("offers", "letter", "why"), UNFIT)
def test_what_the_server_cannot_take_is_not_begun(offers: tuple[str, ...], letter: Envelope, why: str) -> None:
    async def story() -> None:
        async with SmtpDouble(extensions=offers) as double:
            courier = SmtpCourier(settings(double, username=None, password=None))
            told = await failure(courier, letter)
            assert (type(told), told.why, told.code) == (Undeliverable, why, None)
            assert double.count("MAIL") == 0
            if letter is not LETTER:
                await courier.carry(LETTER)
                assert double.connections == 1
            await courier.close()

    asyncio.run(story())


@pytest.mark.parametrize("size", ["SIZE", "SIZE 0", "SIZE many", "SIZE ٤", f"SIZE {len(LETTER.raw)}"])
def test_a_size_that_sets_no_lower_limit(size: str) -> None:
    async def story() -> None:
        async with SmtpDouble(extensions=[size]) as double:
            courier = SmtpCourier(settings(double, username=None, password=None))
            await courier.carry(LETTER)
            assert double.taken[0].mail == f"<{LETTER.sender}> SIZE={len(LETTER.raw)}".encode()
            await courier.close()

    asyncio.run(story())
