//! Sentences of a day's work: short ids, workbooks, questions at a terminal, the ledger to practise on.

/// English, bokmål.
pub const SENTENCES: &[(&str, &str)] = &[
    ("'{}' belongs to no option", "«{}» hører ikke til noe valg"),
    (
        "put quotation marks around a value that has a space in it: --office 'NAV Nordre Land'; in compare inside those of the side: --a \"--office 'NAV Nordre Land'\"",
        "sett hermetegn rundt en verdi med mellomrom: --office 'NAV Nordre Land'; i compare innenfor hermetegnene til siden: --a \"--office 'NAV Nordre Land'\"",
    ),
    ("{} more; `findings --kind {}` lists each of them", "{} til; `findings --kind {=}` viser hver av dem"),
    (
        "the SHA-256 is that of the items as CSV and JSON have them",
        "SHA-256 er regnet ut av det som trekkes, slik CSV og JSON har det",
    ),
    ("--{} is an option of {}", "--{=} er et valg for {=}"),
    (
        "name it in each command, --ledger {}, or once for all: export HOVEDBOK_LEDGER={}",
        "oppgi den i hver kommando, --ledger {=}, eller én gang for alle: export HOVEDBOK_LEDGER={=}",
    ),
    (
        "that is not in the list: type a number, or how one begins",
        "det står ikke på listen: skriv et nummer, eller hvordan et av valgene begynner",
    ),
    ("nothing was recorded, as was answered", "ingenting ble registrert, slik du svarte"),
    (
        "repeat the command; values can also be given as options, which `types TYPE` shows",
        "gjenta kommandoen; verdier kan også oppgis som valg, som `types TYPE` viser",
    ),
    ("{} ids begin with this", "{} id-er begynner med dette"),
    ("write more of the id", "skriv mer av id-en"),
    ("{} is an enrolment of participant {}", "{} er en deltakelse; den gjelder deltaker {}"),
    ("{} is a placement of participant {}", "{} er en tiltaksplass; den gjelder deltaker {}"),
    ("this is not the id of a participant", "dette er ikke id-en til en deltaker"),
    (
        "write the participant's UUID or its beginning, four digits or more",
        "skriv deltakerens UUID eller begynnelsen av den, fire tegn eller flere",
    ),
    (
        "write the participant's UUID or its beginning, or give the office's own number with --case",
        "skriv deltakerens UUID eller begynnelsen av den, eller oppgi kontorets eget nummer med --case",
    ),
    ("a sheet has at most {} rows, and the answer has {}", "et ark har høyst {} rader, og svaret har {}"),
    ("the workbook cannot be written: {}", "arbeidsboken kan ikke skrives: {}"),
    ("--format xlsx does not apply to {}", "--format xlsx gjelder ikke {}"),
    ("a workbook is written to a file, and none is named", "en arbeidsbok skrives til en fil, og ingen er oppgitt"),
    ("name one: --out list.xlsx", "oppgi en: --out liste.xlsx"),
    ("--out {} names a file of another format than --format", "--out {=} oppgir en fil i et annet format enn --format"),
    ("--out {} names a kind of file that is not written", "--out {=} oppgir en filtype som ikke skrives"),
    (
        "the ending names the format: .txt for tables, .csv, .xlsx, .json, .jsonl, and .ics for the calendar of `due`",
        "endelsen bestemmer formatet: .txt for tabeller, .csv, .xlsx, .json, .jsonl, og .ics for kalenderen til `due`",
    ),
    (
        "{}: the sheet \"{}\" is named after no kind of table; the kinds are {}",
        "{}: arket «{}» har ikke navn etter noen type tabell; typene er {}",
    ),
    (
        "{}: the sheets \"{}\" and \"{}\" are of the same kind; put their rows into one",
        "{}: arkene «{}» og «{}» er av samme type; samle radene i ett",
    ),
    (
        "{}: no sheet has rows below its headers; fill in a sheet",
        "{}: ingen ark har rader under overskriftene; fyll ut et ark",
    ),
    (
        "nothing was recorded; `import --template all --out FILE.xlsx` makes a workbook with a sheet for each kind",
        "ingenting ble registrert; `import --template alle --out FIL.xlsx` lager en arbeidsbok med et ark for hver type",
    ),
    ("the template of all kinds is a workbook", "malen for alle typer er en arbeidsbok"),
    ("name its file: --out FILE.xlsx", "oppgi filen: --out FIL.xlsx"),
    ("--kind all, where each row says it", "--kind all, der hver rad sier det"),
    ("--participant or --case", "--participant eller --case"),
    ("--programme, --year and --source", "--programme, --year og --source"),
    (
        "what is missing is asked for; Ctrl-C ends it, and nothing is recorded",
        "det blir spurt om det som mangler; Ctrl-C avslutter, og ingenting blir registrert",
    ),
    ("the questions were broken off; nothing was recorded", "spørsmålene ble avbrutt; ingenting ble registrert"),
    ("give the values as options: `types TYPE` shows them", "oppgi verdiene som valg: `types TYPE` viser dem"),
    ("it is empty", "det er tomt"),
    (
        "created a municipality to practise on in {}: {} entries, and its register in {}",
        "laget en kommune å øve på i {}: {} føringer, og registeret i {}",
    ),
    (
        "--as-of {} is not in the past: nothing can have been recorded then yet",
        "--as-of {} er ikke i fortiden: ingenting kan være registrert da ennå",
    ),
    ("name today or an earlier day, or leave it out", "oppgi i dag eller en tidligere dag, eller utelat det"),
    ("a counsellor who is responsible for a person", "en veileder som har ansvaret for en person"),
    ("The first day on which the counsellor is responsible.", "Første dag veilederen har ansvaret."),
    ("The counsellor's id, without spaces: never a name.", "Veilederens id, uten mellomrom: aldri et navn."),
    ("an offer of an individual plan, and the answer", "et tilbud om individuell plan, og svaret"),
    ("The day on which the plan was offered.", "Dagen planen ble tilbudt."),
    (
        "individual_plan (individuell plan) or activity_plan (aktivitetsplan).",
        "individual_plan (individuell plan) eller activity_plan (aktivitetsplan).",
    ),
    (
        "accepted (takket ja), declined (takket nei) or open (ikke besvart).",
        "accepted (takket ja), declined (takket nei) eller open (ikke besvart).",
    ),
];
