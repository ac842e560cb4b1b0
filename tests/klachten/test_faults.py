"""Each fault in the settings: where it is, what is wrong, and what would be right."""

from pathlib import Path

import pytest
from settings_files import IMAP, SMTP, added, faults, read, replaced

from klachten.agreement import CHECKS
from klachten.faults import SettingsError

COLLECTION = "people.team_lead_collection"
ADMINISTRATION = "people.team_lead_administration"
NATURE = '[natures.a]\ntitle_nl = "a"\ntitle_en = "a"\n'
ROUTE = '[[appeal]]\nfrom = 2026-01-01\nname = "A"\nterms = { nl = "a", en = "a" }\ncosts = { nl = "a", en = "a" }\n'
SAME_ACCOUNT = '[mailbox.two]\naddress = "t@v.nl"\nhost = "imap.voorbeeld.nl"\nusername = "klachten@voorbeeld.nl"'
SAME_ADDRESS = '[mailbox.two]\naddress = "klachten@voorbeeld.nl"\nhost = "b.nl"'
LONG_NAME = replaced("klachten@", f"{'k' * 24}@").replace(IMAP, f"{IMAP}\nplus_addressing = true")


def deputy(told: str) -> str:
    """Return the smallest file in which Daan Mulder has a deputy."""
    return replaced(" }\nsales", f", deputy = {{ {told} }} }}\nsales")


FAULTS = [
    # id, file, key path, what is wrong, what would be right
    ("missing", replaced(IMAP, ""), "mailbox.klachten.host", "is missing", 'host = "mail.voorbeeld.nl"'),
    ("missing-section", replaced("[smtp]", "[smtp_]"), "smtp", "the section is missing", "add [smtp]"),
    ("unknown-section", replaced("[smtp]", "[smpt]"), "smpt", "no such setting", 'did you mean "smtp"?'),
    ("unknown-key", added("hots = 1", IMAP), "mailbox.klachten.hots", "no such setting", 'did you mean "host"?'),
    ("dashed-key", added("poll-seconds = 9", IMAP), "mailbox.klachten.poll-seconds", "no such setting", 'did you mean "poll_seconds"?'),
    ("other-section", added("[log]\ngrace_hours = 1"), "log.grace_hours", "no such setting", "it belongs in [terms]"),
    ("no-idea", added("[log]\nzzz = 1"), "log.zzz", "no such setting", "known here: form, level"),
    ("password", added('password = "hush"', IMAP), "mailbox.klachten.password", "never stands in this file", "password_file"),
    ("interpolation", replaced('"Utrecht"', '"${SEAT}"'), "organisation.seat", "is not filled in", "write the value"),
    ("text-for-number", added('port = "993"', IMAP), "mailbox.klachten.port", '"993" is text, not a whole number', "port = 993"),
    ("number-for-text", replaced('"Utrecht"', "3"), "organisation.seat", "3 is a number, not text", 'seat = "Utrecht"'),
    ("truth-for-number", added("port = true", IMAP), "mailbox.klachten.port", "not a whole number", "port = 993"),
    ("text-for-truth", added('idle = "yes"', IMAP), "mailbox.klachten.idle", '"yes" is text, not true or false', "idle = true"),
    ("point", added("poll_seconds = 9.5", IMAP), "mailbox.klachten.poll_seconds", "not a whole number", "poll_seconds = 60"),
    ("text-for-list", added('aliases = "a@b.nl"', IMAP), "mailbox.klachten.aliases", "is text, not a list", "aliases = ["),
    ("text-for-section", replaced("[smtp]", 'x = "y"\n[smtp]'), "mailbox.klachten.x", "no such setting", "known here"),
    ("section-as-list", added('[[log]]\nlevel = "INFO"'), "log", "not a section", "config.example.toml"),
    ("negative", added("[terms]\ngrace_hours = -1"), "terms.grace_hours", "-1 is too low: the least is 0", "grace_hours = 72"),
    ("port-too-high", added("port = 99999", IMAP), "mailbox.klachten.port", "too high: the most is 65535", "port = 993"),
    ("no-at", replaced("klachten@voorbeeld.nl", "klachten.voorbeeld.nl"), "mailbox.klachten.address", "has no @", "klachten@voorbeeld.nl"),
    ("name-and-address", replaced('"b.smit@', '"Bram <b.smit@'), COLLECTION + ".addresses[1]", "more than an address", "alone"),
    ("two-ats", replaced("b.smit@v", "b.smit@@v"), COLLECTION + ".addresses[1]", "is not an e-mail address", "voorbeeld.nl"),
    ("no-addresses", replaced('["b.smit@voorbeeld.nl"]', "[]"), COLLECTION + ".addresses", "at least 1", "addresses = ["),
    ("no-person", replaced("managing_director = {", "nobody = {"), "people.managing_director", "the Algemeen Directeur", "name ="),
    ("empty-name", replaced('"Bram Smit"', '" "'), COLLECTION + ".name", "is empty", "write a text"),
    ("line-break", replaced('"Utrecht"', '"Utr\\necht"'), "organisation.seat", "line break", "one line"),
    ("host-with-port", replaced(IMAP, 'host = "imap.voorbeeld.nl:993"'), "mailbox.klachten.host", "bears a port", "key of its own"),
    ("host-with-scheme", replaced(IMAP, 'host = "imaps://x.nl"'), "mailbox.klachten.host", "not the name of a server", "without scheme"),
    ("plain-imap", added('security = "plain"', IMAP), "mailbox.klachten.security", "unencrypted to imap.voorbeeld.nl", '"tls"'),
    ("plain-smtp", added('security = "plain"', SMTP), "smtp.security", "unencrypted to smtp.voorbeeld.nl", '"tls"'),
    ("no-such-security", added('security = "ssl"', IMAP), "mailbox.klachten.security", "not one of 'tls', 'starttls' or 'plain'", '"tls"'),
    ("relative-file", added('ca_file = "ca.pem"', IMAP), "mailbox.klachten.ca_file", "not an absolute path", "from the / on"),
    ("mailbox-name", replaced("mailbox.klachten", "mailbox.Klachten"), "mailbox.Klachten", "cannot be used", "small letter"),
    ("same-folder", added('folders.robots = "Klachten/verwerkt"', IMAP), "mailbox.klachten.folders.robots", "handled too", "its own"),
    ("default-folder", added('folders.handled = "Sent"', IMAP), "mailbox.klachten.folders.sent", "for handled too", "its own"),
    ("into-inbox", added('folders.spam = "Inbox"', IMAP), "mailbox.klachten.folders.spam", "taken in again", "another folder"),
    ("into-own-inbox", added('inbox = "A"\nfolders.spam = "a"', IMAP), "mailbox.klachten.folders", 'spam = "a"', "another folder"),
    ("folder-slash", added('folders.spam = "/Spam"', IMAP), "mailbox.klachten.folders.spam", "not the name of a folder", "between"),
    ("zone", added('[terms]\ntime_zone = "Europe/Amsterdm"'), "terms.time_zone", '"Europe/Amsterdm" is not', "Europe/Amsterdam"),
    ("zone-path", added('[terms]\ntime_zone = "../../etc/passwd"'), "terms.time_zone", "is not a time zone", "Europe/Amsterdam"),
    ("target", added("[terms]\ntarget_working_days = 41"), "terms.target_working_days", "past the outer limit of 8 weeks", "at most 40"),
    ("target-default", added("[terms]\nouter_limit_weeks = 2"), "terms.target_working_days", "past the outer limit", "at most 10"),
    ("reminder", added("[terms]\nremind_working_days_before = [15]"), "terms.remind_working_days_before", "not after receipt", "15"),
    ("clock-true", added("[terms]\nacknowledge_days = true"), "terms.acknowledge_days", "true says nothing", "false to switch it off"),
    ("uneven-hour", added('[report]\nat = "02:30"'), "report.at", "summer time", "outside 02:00 to 03:00"),
    ("zoned-hour", added('[report]\nat = "08:00Z"'), "report.at", "time zone of its own", "terms.time_zone"),
    ("no-hour", added('[report]\nat = "eight"'), "report.at", 'not a time such as "08:00"', 'at = "08:00"'),
    ("liberation", added('[terms]\nliberation_day = "yes"'), "terms.liberation_day", "not one of 'never', 'lustrum'", "lustrum"),
    ("trust", added('[authentication]\ntrust = "authserv-id"'), "authentication.authserv_id", "is missing", 'authserv_id = "'),
    ("idle-id", added('[authentication]\nauthserv_id = "mx"'), "authentication.authserv_id", 'trust = "none" makes no use', "trust ="),
    ("nobody", added('[authentication]\nacknowledge = "authenticated"'), "authentication.acknowledge", "acknowledges nobody", "always"),
    ("domains", added('[authentication]\ninternal_domains = ["a.nl"]'), "authentication.internal_domains", "only Microsoft 365", "trust ="),
    ("day-below-hour", added("[limits]\nacknowledgements_per_day = 2"), "limits.acknowledgements_per_day", "2 is below", "at least"),
    ("spam-header", added('[screening]\nspam_headers = ["X-Spam"]'), "screening.spam_headers[1]", "not a header with its value", "YES"),
    ("recipient", added('[report]\nrecipients = ["boss"]'), "report.recipients[1]", '"boss" is neither a role', "front_desk"),
    ("recipient-address", added('[report]\nrecipients = ["a@b@c"]'), "report.recipients[1]", "not an e-mail address", "an address such as"),
    ("report-to-us", added('[report]\nrecipients = ["Klachten@voorbeeld.nl"]'), "report.recipients[1]", "of mailbox.klachten", "a role"),
    ("no-catch-up", added("[report]\ncatch_up_weeks = 0"), "report.catch_up_weeks", "too low: the least is 1", "catch_up_weeks = 4"),
    ("front-desk", added('[report]\nrecipients = ["front_desk"]'), "report.recipients[1]", "nobody has the role", "another role"),
    ("language", added('[letters]\nlanguages = ["nl", "de"]'), "letters.languages[2]", "not one of 'nl' or 'en'", '["nl", "en"]'),
    ("colour", added('colour = "red"', "[organisation]"), "organisation.colour", "not a colour", "#1f4e79"),
    ("web-address", added('procedure_url = "www.x.nl"', "[organisation]"), "organisation.procedure_url", "not a web address", "https://"),
    ("blank", added('payment_sentence.nl = " "', "[organisation]"), "organisation.payment_sentence.nl", "is empty", "write a text"),
    ("one-language", added('payment_sentence.nl = "x"', "[organisation]"), "organisation.payment_sentence.en", "is missing", "en ="),
    ("handler", added(NATURE + 'handler = "front_desk"'), "natures.a.handler", "cannot be assigned", "sales_manager"),
    ("no-role", added(NATURE + 'handler = "chef"'), "natures.a.handler", '"chef" is not one of', "handler ="),
    ("database", added('[register]\nurl = "mysql://h/d"'), "register.url", "mysql is not supported", "sqlite or postgresql"),
    ("no-database", added('[register]\nurl = "klachten.db"'), "register.url", "not the URL of a database", "sqlite:////"),
    ("relative-database", added('[register]\nurl = "sqlite:///k.db"'), "register.url", "not an absolute path", "four slashes"),
    ("url-password", added('[register]\nurl = "postgresql://u:hush@h/d"'), "register.url", "bears a password", "password_file"),
    ("prefix", added('[register]\nreference_prefix = "K-L"'), "register.reference_prefix", "not the right form", '"KL"'),
    ("step-title", added('[process_steps]\nprint = { nl = "a\\nb", en = "Print" }'), "process_steps.print.nl", "line break", "one line"),
    ("department", added('[departments]\nincasso = "x"'), "departments.incasso", "has no @", "write an address"),
    ("appeal-list", added("[appeal]\nfrom = 2026-01-01"), "appeal", "not a list", "config.example.toml"),
    ("appeal-part", added('[[appeal]]\nfrom = 2026-01-01\nname = "A"'), "appeal[1].terms", "is missing", "terms = {"),
    # what contradicts across sections
    ("postmaster", replaced("klachten@v", "Postmaster@v"), "mailbox.klachten.address", "keeps the servers", "klachten@"),
    ("abuse", added('aliases = ["abuse@voorbeeld.nl"]', IMAP), "mailbox.klachten.aliases[1]", "keeps the servers", "klachten@"),
    ("two-people", replaced("b.smit@", "a.deboer@"), COLLECTION + ".addresses", "the address of Anna de Boer too", "alone"),
    ("own-address", replaced("b.smit@", "klachten@"), COLLECTION + ".addresses", "the address of mailbox.klachten", "own"),
    ("form", added('[screening]\ncontact_forms = ["b.smit@voorbeeld.nl"]'), "screening.contact_forms[1]", "of a person", "only the form"),
    ("deputy", deputy('who = "Jan"'), ADMINISTRATION + ".deputy.who", '"Jan" is neither', "Eva Bos"),
    ("own-deputy", deputy('who = "Daan Mulder"'), ADMINISTRATION + ".deputy.who", "themselves", "another"),
    ("own-role", deputy('who = "team_lead_administration"'), ADMINISTRATION + ".deputy.who", "themselves", "another"),
    ("period", deputy('who = "Eva Bos", from = 2026-07-31, until = 2026-07-13'), ADMINISTRATION + ".deputy.until", "before the", "last"),
    ("nature-late", added(NATURE + 'handler = "sales_manager"\ntarget_working_days = 41'), "natures.a.target_working_days", "past", "40"),
    ("verp", added('bounce_address = "verp"', SMTP), "smtp.bounce_address", "which mailbox.klachten does not have", "plain"),
    ("verp-room", LONG_NAME, "mailbox.klachten.address", "no room", "at most 23"),
    ("same-account", added(SAME_ACCOUNT), "mailbox.two.username", "same account as mailbox.klachten", "another account"),
    ("same-address", added(SAME_ADDRESS), "mailbox.two", "an address of mailbox.klachten too", "one mailbox"),
    ("same-day", added(2 * ROUTE), "appeal[2].from", "2026-01-01 too", "a day for each"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "path", "what", "right"), [pytest.param(*row[1:], id=row[0]) for row in FAULTS])
def test_a_fault_says_where_and_what_and_what_would_be_right(tmp_path: Path, text: str, path: str, what: str, right: str) -> None:
    found = faults(tmp_path, text)
    assert path in found, list(found)
    assert what in found[path].what
    assert right in found[path].right


def test_every_contradiction_across_sections_has_a_case() -> None:
    rows = FAULTS[[row[0] for row in FAULTS].index("two-people") :]
    assert len({row[2] for row in rows}) >= len(CHECKS)


SECRET = [
    ("in-the-file", added('password = "zeergeheim"', IMAP)),
    ("mistyped", added('passwrod = "zeergeheim"', IMAP)),
    ("as-file", added('password_file = "zeergeheim"', IMAP)),
    ("as-file-list", added('password_file = ["zeergeheim"]', IMAP)),
    ("in-the-url", added('[register]\nurl = "postgresql://klachten:zeergeheim@db/klachten"')),
    ("in-no-url", added('[register]\nurl = "zeergeheim"')),
    ("without-quotes", added("password = zeergeheim", IMAP)),
    ("as-host", replaced(IMAP, 'host = "klachten:zeergeheim@imap.voorbeeld.nl"')),
]


@pytest.mark.parametrize("text", [pytest.param(row[1], id=row[0]) for row in SECRET])
def test_no_message_repeats_what_may_be_a_password(tmp_path: Path, text: str) -> None:
    with pytest.raises(SettingsError) as refusal:
        read(tmp_path, text)
    assert "zeergeheim" not in f"{refusal.value} {refusal.value.faults!r} {refusal.value.__cause__!r}"
