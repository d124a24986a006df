//! Sentences of evaluators' answers.

/// English, bokmål.
pub const SENTENCES: &[(&str, &str)] = &[
    (
        "completeness and what is expected are estimates: they rest on {} facts recorded in a later month",
        "dekning og ventet antall er anslag: de bygger på {} opplysninger registrert i en senere måned",
    ),
    ("--format ics applies only to due", "--format ics gjelder bare due"),
    (
        "--with-case does not apply to --format json, which has participants",
        "--with-case gjelder ikke --format json, som har deltakere",
    ),
    ("write --format csv", "skriv --format csv"),
    ("meetings and milestones_completed", "meetings og milestones_completed"),
    ("--of findings and --of grants", "--of findings og --of grants"),
    ("write --format jsonl or csv", "skriv --format jsonl eller csv"),
    ("a calendar has no case numbers", "en kalender har ingen saksnumre"),
    ("leave out --with-case, or write --format csv", "utelat --with-case, eller skriv --format csv"),
    ("a list cannot be sorted by '{}'", "en liste kan ikke sorteres etter «{}»"),
    ("sort by {}", "sorter etter {=}"),
    (
        "write open, closed-in-2009 (or another year), findings or grants",
        "skriv open, closed-in-2009 (eller et annet år), findings eller grants",
    ),
    (
        "the seed is empty: write a text that nobody could foresee, such as numbers that were thrown",
        "frøet er tomt: skriv en tekst som ingen kunne forutse, for eksempel tall fra et terningkast",
    ),
    (
        "the seed has spaces at its ends, or characters that cannot be seen: nobody could write it again",
        "frøet har mellomrom i endene, eller tegn som ikke kan ses: ingen kunne skrive det én gang til",
    ),
    (
        "{} has no {} recorded at all: who lacks one is not known, and {} are left out",
        "{} har ingen {} registrert i det hele tatt: hvem som mangler dette, er ukjent, og {} er utelatt",
    ),
    ("follow-ups", "oppfølginger"),
    ("offers of plans to participants", "tilbud om plan til deltakere"),
    (
        "write days, weeks or months, such as 30d, 6w (6u in Norwegian) or 2m",
        "skriv dager, uker eller måneder, som 30d, 6u eller 2m",
    ),
    ("the options of a side cannot be read", "valgene til en av sidene kan ikke leses"),
    ("close every quote in them", "avslutt alle anførselstegn i dem"),
    (
        "the sides differ in what was known alone: explain --known-at {} --and {} names the entries that made the difference",
        "sidene skiller seg bare i hva som var kjent: explain --known-at {} --and {} nevner føringene som gjorde forskjellen",
    ),
    (
        "{}; all facts were migrated, so this says when the ledger was made, not how fast people record",
        "{}; alle opplysningene er overført, så dette viser når hovedboken ble laget, ikke hvor raskt det registreres",
    ),
    ("{} cannot be split by {}, only by {}", "{} kan ikke deles etter {}, bare etter {}"),
    ("leave out --by-group, or name one of those", "utelat --by-group, eller oppgi en av dem"),
    (
        "{} cannot be counted from the beginning of the year: it is a number on one day",
        "{} kan ikke telles fra begynnelsen av året: det er et antall på én dag",
    ),
    ("leave out --cumulative", "utelat --cumulative"),
    (
        "--suppress cannot be used with answers that are compared: two large counts can differ by few persons",
        "--suppress kan ikke brukes når svar sammenlignes: to store antall kan skille seg med få personer",
    ),
    ("ask each answer by itself, with --suppress", "still hvert spørsmål for seg, med --suppress"),
    ("`{}` counts no persons: there is nothing to suppress", "`{}` teller ingen personer: det er ingenting å skjule"),
    (
        "`{}` shows persons, placements or entries one by one, and no counts",
        "`{}` viser personer, tiltaksplasser eller føringer enkeltvis, og ingen antall",
    ),
    (
        "`{}` by placement shows placements one by one, and no counts",
        "`{}` per tiltaksplass viser tiltaksplasser enkeltvis, og ingen antall",
    ),
    (
        "`{}` by person shows persons one by one, and no counts",
        "`{}` per person viser personer enkeltvis, og ingen antall",
    ),
    (
        "small counts in `{}` cannot be suppressed: its numbers are not all counts of persons that add up",
        "små antall i `{}` kan ikke skjules: ikke alle tallene der er antall personer som kan summeres",
    ),
    ("leave out --suppress, or choose something else with --by", "utelat --suppress, eller velg noe annet med --by"),
    (
        "leave out --suppress; state, placements, outcomes, attendance, absence, flows, cohorts and series take it",
        "utelat --suppress; det kan brukes med state, placements, outcomes, attendance, absence, flows, cohorts og series",
    ),
    (
        "{} is left out: it is not over on {}, the last day that is answered for",
        "{} er utelatt: perioden er ikke over {}, den siste dagen det svares for",
    ),
    (
        "after the records of a programme end, a stock has who was in on their last day, and of everything else only what \
         the other programmes have is counted",
        "etter at opplysningene i et program slutter, er de som var inne den siste dagen med i beholdningen; av alt annet \
         telles bare det de andre programmene har",
    ),
    ("no such series", "ingen slik serie"),
    ("see hovedbok series --help", "se hovedbok series --help"),
    (
        "log-rank test: chi-squared {}.{}, degrees of freedom {}, {}",
        "log-rank-test: khikvadrat {},{}, frihetsgrader {}, {}",
    ),
    (
        "no fact was ever recorded in a later month, so nothing is estimated",
        "ingen opplysning ble noen gang registrert i en senere måned, så ingenting er anslått",
    ),
];
