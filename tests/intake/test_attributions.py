"""Lines that say who wrote what follows are known in every language in which programs write them, and no sentence is taken for one."""

import pytest

from intake.attributions import Sureness, attribution_above, sureness_of

ALWAYS = """
Op ma 4 aug 2025 om 09:14 schreef Bob Smit <bob@klant.example>:
Op ma 4 aug. 2025 09:14 schreef Bob Smit <bob@klant.example>:
Op 4 aug 2025, om 09:14 heeft Bob Smit <bob@klant.example> het volgende geschreven:
Op 4 aug. 2025 om 09:14 schreef Bob Smit <bob@klant.example>:
Op maandag 4 augustus 2025 om 09:14:32 CEST schreef Bob Smit <bob@klant.example>:
Op 4 augustus 2025 09:14:32 CEST schreef Bob Smit <bob@klant.example>:
Op maandag 4 augustus 2025 09:14 schreef "Smit, Bob" <bob@klant.example> het volgende:
Op ma 4 aug 2025 09:14 schreef <bob@klant.example>:
Op 4-8-2025 om 09:14 schreef Bob Smit:
Bob Smit schreef op 2025-08-04 09:14:
Bob Smit <bob@klant.example> schreef op 04-08-2025 09:14 CEST:
Bob Smit <bob@klant.example> schreef:
Citeren Bob Smit <bob@klant.example>:
Op ma 4 aug 2025 om 09:14 schreef Bob aan de Wiel <bob@klant.example>:
----- Op 4 aug 2025 om 9:14 schreef Bob Smit bob@klant.example:
On Mon, Aug 4, 2025 at 9:14 AM Bob Smit <bob@klant.example> wrote:
On 4 Aug 2025, at 09:14, Bob Smit <bob@klant.example> wrote:
On Mon, Feb 1, 2025 at 4:58 AM -0800, "Bob Smit" <bob@klant.example> wrote:
On Monday, August 4th, 2025 at 9:14 AM, Bob Smit <bob@klant.example> wrote:
On Monday, August 4, 2025 at 9:14:00 AM UTC+2 Bob Smit wrote:
On Mon, Aug 04, 2025 at 09:14:00AM +0200, Bob Smit wrote:
On 04/08/2025 09:14 CEST Bob Smit <bob@klant.example> wrote:
Quoting Bob Smit <bob@klant.example>:
At 09:14 4-8-2025 +0200, you wrote:
------On 4/8/2025 17:32 PM, Bob Smit wrote-----
Am Mo., 4. Aug. 2025 um 09:14 Uhr schrieb Bob Smit <bob@klant.example>:
Am Montag, 4. August 2025 um 09:14:32 MESZ hat Bob Smit <bob@klant.example> Folgendes geschrieben:
Bob Smit <bob@klant.example> hat am 04.08.2025 09:14 CEST geschrieben:
Bob Smit &lt;bob@klant.example&gt; schrieb am Mo. 4. Aug. 2025 um 09:14:
Am 04.08.25 um 09:14 schrieb Bob Smit:
Am 2025-08-04 09:14, schrieb Bob Smit:
Zitat von Bob Smit <bob@klant.example>:
Le lun. 4 août 2025 à 09:14, Bob Smit <bob@klant.example> a écrit :
Le 04/08/2025 à 09:14, Bob Smit a écrit :
El lun, 4 ago 2025 a las 9:14, Bob Smit (<bob@klant.example>) escribió:
El 4/8/25 a las 9:14, Bob Smit escribió:
Em seg., 4 de ago. de 2025 às 09:14, Bob Smit <bob@klant.example> escreveu:
No dia 4 de ago. de 2025, às 09:14, Bob Smit <bob@klant.example> escreveu:
Bob Smit <bob@klant.example> escreveu (segunda, 4/08/2025 à(s) 09:14):
Il giorno lun 4 ago 2025 alle ore 09:14 Bob Smit <bob@klant.example> ha scritto:
Il 04/08/2025 09:14, Bob Smit ha scritto:
Missatge de Bob Smit <bob@klant.example> del dia dl., 4 d'ag. 2025 a les 9:14:
În lun., 4 aug. 2025 la 09:14, Bob Smit <bob@klant.example> a scris:
Den man. 4. aug. 2025 kl. 09.14 skrev Bob Smit <bob@klant.example>:
man. 4. aug. 2025 kl. 09:14 skrev Bob Smit <bob@klant.example>:
Den 2025-08-04 kl. 09:14, skrev Bob Smit:
ma 4. elok. 2025 klo 9.14 Bob Smit (bob@klant.example) kirjoitti:
Bob Smit kirjoitti 4.8.2025 klo 9.14:
Kuupäev E, 4. august 2025 kell 09:14 kirjutas Bob Smit <bob@klant.example>:
2025-08-04, pr, 09:14 Bob Smit <bob@klant.example> rašė:
pirmd., 2025. g. 4. aug., plkst. 09:14 lietotājs Bob Smit (<bob@klant.example>) rakstīja:
pon., 4 sie 2025 o 09:14 Bob Smit <bob@klant.example> napisał(a):
W dniu 4.08.2025 o 09:14, Bob Smit pisze:
Wiadomość napisana przez Bob Smit <bob@klant.example> w dniu 4 sie 2025, o godz. 09:14:
po 4. 8. 2025 v 9:14 odesílatel Bob Smit <bob@klant.example> napsal:
Dne 04. 08. 25 v 9:14 Bob Smit napsal(a):
po 4. 8. 2025 o 9:14 Bob Smit <bob@klant.example> napísal(a):
4. 8. 2025 v 9:14, Bob Smit <bob@klant.example>:
pon, 4. kol 2025. u 09:14 Bob Smit <bob@klant.example> napisao je:
V V pon., 4. avg. 2025 ob 09:14 je oseba Bob Smit <bob@klant.example> napisala:
Bob Smit <bob@klant.example> ezt írta (időpont: 2025. aug. 4., H, 9:14):
2025. 08. 04. 9:14 keltezéssel, Bob Smit írta:
пн, 4 авг. 2025 г. в 09:14, Bob Smit <bob@klant.example>:
04.08.2025 09:14, Bob Smit пишет:
пн, 4 серп. 2025 р. о 09:14 Bob Smit <bob@klant.example> пише:
На пн, 4.08.2025 г. в 9:14 Bob Smit <bob@klant.example> написа:
Bob Smit <bob@klant.example>, 4 Ağu 2025 Pzt, 09:14 tarihinde şunu yazdı:
Στις Δευ 4 Αυγ 2025 στις 9:14 π.μ., Bob Smit <bob@klant.example> έγραψε:
2025年8月4日(月) 9:14 Bob Smit <bob@klant.example>:
2025/08/04 9:14、Bob Smit <bob@klant.example>のメール:
Bob Smit <bob@klant.example> 于2025年8月4日周一 09:14写道：
2025년 8월 4일 (월) 오전 9:14, Bob Smit <bob@klant.example>님이 작성:
Vào Th 2, 4 thg 8, 2025 vào lúc 09:14 Bob Smit <bob@klant.example> đã viết:
Pada Sen, 4 Agu 2025 pukul 09.14 Bob Smit <bob@klant.example> menulis:
בתאריך יום ב׳, 4 באוג׳ 2025 ב-9:14 מאת Bob Smit <bob@klant.example>:
في الاثنين، 4 أغسطس 2025 في 9:14 ص تمت كتابة ما يلي بواسطة Bob Smit <bob@klant.example>:
"""

ONLY_ABOVE_MARKS = """
On Mon, 4 Aug 2025, Bob Smit wrote:
On Friday, Bob wrote:
"Bob Smit" <bob@klant.example> schreef in bericht news:abc$1@klant.example...
Bob Smit schreef:
2025-08-04 9:14 GMT+02:00 Bob Smit <bob@klant.example>
"""

NEVER = """
Op 3 oktober 2024 mailde Jan <jan@klant.example>:
Op 3 oktober schreef uw medewerker dat alles geregeld was:
Op 3 oktober 2024 om 14:30 schreef uw medewerker mij:
Op 3 oktober 2024 schreef uw medewerker (p.jansen@bedrijf.example) mij:
Ik heb u op 3 oktober 2024 om 10:00 gemaild, en toen schreef jan@klant.example mij:
Op 4 augustus 2025 om 09:14 heb ik gebeld met Bob:
Op 4 augustus 2025 om 09:14 geschreven naar k@bedrijf.example:
4-8-2025 09:14 mail gestuurd aan k@bedrijf.example:
OP 4 AUGUSTUS 2025 OM 09:14 SCHREEF BOB SMIT:
Op 4 augustus 2025 om 09:14 schreef dhr. Smit:
Op 4 augustus 2025 om 09:14 schreef Bedrijf BV in een mail:
Op 4 augustus 2025 om 09:14 is er door k@bedrijf.example geschreven:
4-8-2025 mail k@bedrijf.example:
Ondergetekende heeft op 4-8-2025 om 09:14 k@bedrijf.example geschreven:
On 3 October 2024 at 10:00 your colleague wrote to me:
Hij schreef:
Mijn gegevens:
Het gaat om factuur 2024-10 van 10:00 uur
"""


def cases(told: str) -> list[str]:
    return told.strip().split("\n")


@pytest.mark.parametrize("told", cases(ALWAYS))
def test_programs_lines_are_known(told: str) -> None:
    assert sureness_of(told) is Sureness.ALWAYS


@pytest.mark.parametrize("told", cases(ONLY_ABOVE_MARKS))
def test_what_a_person_could_write_is_believed_above_marks_only(told: str) -> None:
    assert Sureness.NONE < sureness_of(told) < Sureness.ALWAYS


@pytest.mark.parametrize("told", cases(NEVER))
def test_a_sentence_is_left_alone(told: str) -> None:
    assert sureness_of(told) is Sureness.NONE


@pytest.mark.parametrize(
    ("lines", "start"),
    [
        pytest.param(["Dag,", "Op ma 4 aug 2025 om 09:14 schreef Bob Smit", "<bob@klant.example>:"], 1, id="two-lines"),
        pytest.param(["Op ma 4 aug 2025 om", "09:14 schreef Bob Smit", "<", "bob@klant.example>:"], 0, id="four-lines"),
        pytest.param(
            ["Ik bel morgen.", "Op 4 aug 2025, om 09:14 heeft Bob <bob@klant.example> het volgende", "geschreven:"], 1, id="last-word"
        ),
        pytest.param(["Bob Smit <bob@klant.example> schrieb am Mo., 4.", "Aug. 2025 um 09:14 Uhr:"], 0, id="name-first"),
        pytest.param(["Le 4 août 2025 09:14, Bob", "<bob@klant.example>", "a écrit :"], 0, id="french"),
        pytest.param(["Op 3 oktober heb ik gebeld.", "Bob Smit <bob@klant.example> schreef:"], 1, id="not-the-sentence-above"),
        pytest.param(
            ["On Mon, 4 Aug 2025 at 09:14 Bob Smit", "", "<mailto:bob@klant.example> wrote:"], 0, id="blank-line-before-the-address"
        ),
        pytest.param(["On Mon, Aug 4, 2025 at 9:14", "Bob Smit", "<", "a-smit@klant.example>", "wrote:"], 0, id="five-lines"),
        pytest.param(["Hallo,", "Dit is mijn antwoord:"], 2, id="none"),
    ],
)
def test_broken_lines_are_found_whole(lines: list[str], start: int) -> None:
    assert attribution_above(lines, len(lines), Sureness.ALWAYS)[0] == start
