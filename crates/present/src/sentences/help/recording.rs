//! Help of the commands that make a ledger and record in it, and of the lists of what can be recorded.

/// English, bokmål.
pub const TEXTS: &[(&str, &str)] = &[
    (
        "Create an empty ledger in a new or empty folder; refuse any other folder",
        "Opprett en tom hovedbok i en ny eller tom mappe; andre mapper avvises",
    ),
    (
        "The name under which its checkpoints will be signed; it never changes [default: a random name]",
        "Navnet som sjekkpunktene signeres under; det endres aldri [standard: et tilfeldig navn]",
    ),
    (
        "Create the ledger of five real programmes, and print its statement",
        "Opprett en hovedbok for fem virkelige programmer, og vis rapporten over den",
    ),
    (
        "If that ledger exists already, only its statement is printed. With --practice it is a small municipality of today with its register of case numbers, for trying every command: 30 participants, three measures, a plan, two grants",
        "Finnes den hovedboken fra før, vises bare rapporten. Med --practice er det en liten kommune i dag med sitt register over saksnumre, til å prøve alle kommandoer på: 30 deltakere, tre tiltak, en plan og to tilskudd",
    ),
    (
        "Where to create it [default: the folder of --ledger or HOVEDBOK_LEDGER, else ./demo-ledger or ./practice-ledger]",
        "Hvor den skal opprettes [standard: mappen i --ledger eller HOVEDBOK_LEDGER, ellers ./demo-ledger eller ./practice-ledger]",
    ),
    (
        "Create a municipality to practise on. Its days lie around the day of --as-of [default: today]",
        "Opprett en kommune å øve på. Dagene i den ligger rundt dagen i --as-of [standard: i dag]",
    ),
    ("Record an entry, and print its position and id", "Registrer en føring, og vis posisjonen og id-en den fikk"),
    (
        "Name the stream by its parts: --participant or --case, --programme, --plan, or --programme --year --source for money. Each field of a type has its own option: `record TYPE --help` shows them. In a terminal, what is missing is asked for",
        "Oppgi strømmen ved delene av den: --participant eller --case, --programme, --plan, eller --programme --year --source for penger. Hvert felt i en føringstype har sitt eget valg: `record TYPE --help` viser dem. I en terminal blir det spurt om det som mangler",
    ),
    ("The entry's type; `types` lists them", "Føringens type; `types` viser alle"),
    (
        "Read {\"type\",\"stream\",\"effective\",\"body\"} from a file, or from standard input (-); a list of them is recorded all or nothing",
        "Les {\"type\",\"stream\",\"effective\",\"body\"} fra en fil, eller fra standard innkanal (-); av en liste registreres alt eller ingenting",
    ),
    (
        "The day or period on which it takes effect: 2026-01-31, 31.01.2026, June 2026, uke 22 2026, 2026-01-01..2026-03-31",
        "Dagen eller perioden det gjelder for: 2026-01-31, 31.01.2026, juni 2026, uke 22 2026, 2026-01-01..2026-03-31",
    ),
    (
        "The stream's full name, instead of the options that make it up",
        "Hele navnet på strømmen, i stedet for valgene det er satt sammen av",
    ),
    (
        "The entry's id; repeating the command with the same id changes nothing",
        "Føringens id; å gjenta kommandoen med samme id endrer ingenting",
    ),
    ("On whose behalf it is recorded", "Hvem det registreres på vegne av"),
    (
        "Record the entry even if the ledger already has one with the same content",
        "Registrer føringen selv om hovedboken allerede har en med samme innhold",
    ),
    ("Record nothing; show which answers would change", "Registrer ingenting; vis hvilke svar som ville endret seg"),
    ("The document that the entry is based on", "Dokumentet føringen bygger på"),
    (
        "What comes before, or who delivers or gives it: depends on the type; see `types TYPE`",
        "Det som kommer før, eller hvem som leverer eller gir det: avhenger av typen; se `types TYPE`",
    ),
    ("A short note", "En kort merknad"),
    ("The participant's UUID", "Deltakerens UUID"),
    ("The plan", "Planen"),
    ("The programme", "Programmet"),
    ("The reason, for types that have one; see `types TYPE`", "Årsaken, for typer som har en; se `types TYPE`"),
    (
        "The office's case file that the entry is based on; it is recorded together with the document",
        "Saksmappen hos kontoret som føringen bygger på; den registreres sammen med dokumentet",
    ),
    (
        "For money, where it comes from (621.63, municipal, …); for other entries, the document that the entry is based on",
        "For penger: hvor de kommer fra (621.63, municipal, …); for andre føringer: dokumentet føringen bygger på",
    ),
    ("The budget year", "Budsjettåret"),
    (
        "Correct an entry; fields that you do not name keep their values",
        "Rett en føring; felt som ikke oppgis, beholder verdiene sine",
    ),
    (
        "With a selection instead of positions, --document selects the entries that are based on a document; with positions it is a field of the new entry",
        "Velges føringene ut i stedet for ved posisjon, velger --document dem som bygger på et dokument; sammen med posisjoner er det et felt i den nye føringen",
    ),
    ("The entries: their positions or ids", "Føringene: posisjonene eller id-ene deres"),
    (
        "Select the entries in force from one position to another, both included",
        "Velg de gjeldende føringene fra én posisjon til en annen, begge medregnet",
    ),
    (
        "Select the entries in force that were migrated in this batch",
        "Velg de gjeldende føringene som kom med denne overføringen",
    ),
    (
        "Select the entries in force whose type begins with this text",
        "Velg de gjeldende føringene der typen begynner med denne teksten",
    ),
    ("The new day or period", "Den nye dagen eller perioden"),
    (
        "Why: a code (typing, wrong_day, wrong_person, wrong_amount, duplicate, new_information, not_true, moved, other), the word that tables have for it in bokmål, or a short text",
        "Hvorfor: skrivefeil (typing), feil dag (wrong_day), feil person (wrong_person), feil beløp (wrong_amount), registrert to ganger (duplicate), nye opplysninger (new_information), stemte ikke (not_true), flyttet (moved), annet (other), eller en kort tekst, som blir notatet til «annet»",
    ),
    (
        "The correction's id, for a single entry: repeating the command with the same id changes nothing",
        "Rettelsens id, for en enkelt føring: å gjenta kommandoen med samme id endrer ingenting",
    ),
    (
        "Void an entry, so that it no longer counts; voiding a correction restores what it corrected",
        "Annuller en føring, slik at den ikke lenger gjelder; annulleres en rettelse, gjelder igjen det den rettet",
    ),
    (
        "Select the entries in force that are based on this document",
        "Velg de gjeldende føringene som bygger på dette dokumentet",
    ),
    (
        "Move an entry that was recorded for the wrong participant",
        "Flytt en føring som ble registrert på feil deltaker",
    ),
    (
        "Entries that depend on a moved entry move with it: with the start of a placement its changes, end, absence and attendance; with an intake or application the whole enrolment",
        "Føringer som avhenger av en føring som flyttes, følger med: med starten på en tiltaksplass følger endringene, slutten, fraværet og frammøtet; med et inntak eller en søknad følger hele deltakelsen",
    ),
    ("The participant: a UUID, or a case number", "Deltakeren: en UUID eller et saksnummer"),
    (
        "Import tables (CSV, XLSX) or entries (JSONL), all or nothing",
        "Importer tabeller (CSV, XLSX) eller føringer (JSONL), alt eller ingenting",
    ),
    (
        "The files: CSV, XLSX, or JSONL for the kind `jsonl`; - is standard input",
        "Filene: CSV, XLSX, eller JSONL for typen `jsonl`; - er standard innkanal",
    ),
    (
        "What the files contain: registration, intake, measures, …, or all, for a workbook with a sheet for each; leave it out to see all kinds",
        "Hva filene inneholder: registrering, inntak, tiltak, …, eller alle, for en arbeidsbok med et ark for hver type; utelat valget for å se alle typer",
    ),
    (
        "Print the columns of a kind as an empty table; with --out FILE.xlsx as a workbook that explains them. The template of all is a workbook with a sheet for each kind, whose cells offer what can be written",
        "Skriv kolonnene for en type som en tom tabell; med --out FIL.xlsx som en arbeidsbok som forklarer dem. Malen for alle er en arbeidsbok med et ark for hver type, der cellene viser hva som kan velges",
    ),
    (
        "The file to write the template to [default: standard output]",
        "Filen som malen skrives til [standard: standard utkanal]",
    ),
    (
        "What the headers and words of the office's own sheet mean: a table that --map-template prints for you to fill in",
        "Hva overskriftene og ordene i kontorets eget ark betyr: en oversettelsestabell som --map-template skriver ut, og som du fyller ut",
    ),
    (
        "Print a map to fill in for a kind: its columns and codes, with room for the sheet's headers and words",
        "Skriv en oversettelsestabell å fylle ut for en type: kolonnene og kodene, med plass til arkets overskrifter og ord",
    ),
    ("Check everything, record nothing", "Kontroller alt, registrer ingenting"),
    (
        "Also record rows that repeat what the ledger already has, because it happened again",
        "Registrer også rader som gjentar det hovedboken allerede har, fordi det skjedde en gang til",
    ),
    ("The sheet to read, in a workbook with several", "Arket som skal leses, i en arbeidsbok med flere"),
    (
        "The programme for rows that give none; for milestones, the programme that the plan belongs to if the plan's name suggests another one",
        "Programmet for rader som ikke oppgir noe; for milepæler: programmet planen hører til, hvis navnet på planen tyder på et annet",
    ),
    ("The plan, if the table has no column for it", "Planen, hvis tabellen ikke har en kolonne for den"),
    ("The version of the plan that the file contains", "Versjonen av planen som filen inneholder"),
    ("The day of the plan's document [default: today]", "Datoen på plandokumentet [standard: i dag]"),
    (
        "The document that figures were published in, if the table has no column for it",
        "Dokumentet der tallene ble publisert, hvis tabellen ikke har en kolonne for det",
    ),
    (
        "The month of a grid that does not say it: YYYY-MM, or for example May 2016",
        "Måneden for et rutenett som ikke oppgir den: YYYY-MM, eller for eksempel mai 2016",
    ),
    (
        "The day from which planned milestones apply, or on which figures were published",
        "Dagen planlagte milepæler gjelder fra, eller dagen tallene ble publisert",
    ),
    (
        "Migrate old records: entries get the recorded time given with --recorded, and no rule refuses them",
        "Overfør gamle registreringer: føringene får registreringstidspunktet i --recorded, og ingen regel avviser dem",
    ),
    (
        "The day on which the old records were made; the time is taken to be 12:00 in Norway",
        "Dagen de gamle registreringene ble gjort; klokkeslettet settes til 12:00 norsk tid",
    ),
    (
        "Find, add and link the office's own case numbers, kept encrypted outside the ledger",
        "Finn, legg til og knytt kontorets egne saksnumre, som ligger kryptert utenfor hovedboken",
    ),
    ("List every case number with its participant", "Vis alle saksnumre med deltakeren de gjelder"),
    (
        "Show the participant that a case number belongs to, or the case numbers of a participant",
        "Vis deltakeren et saksnummer hører til, eller saksnumrene til en deltaker",
    ),
    ("The case number", "Saksnummeret"),
    (
        "The case number; or an id of a participant, an enrolment or a placement, whole or its beginning",
        "Saksnummeret; eller id-en til en deltaker, en deltakelse eller en tiltaksplass, hel eller begynnelsen av den",
    ),
    (
        "The participant whose case numbers to show: a UUID or its beginning",
        "Deltakeren som saksnumrene skal vises for: en UUID eller begynnelsen av den",
    ),
    (
        "Add a case number, for a new participant or for one that you name",
        "Legg til et saksnummer, for en ny deltaker eller for en du oppgir",
    ),
    (
        "The participant, if the ledger knows the person already: a UUID or its beginning",
        "Deltakeren, hvis hovedboken kjenner personen fra før: en UUID eller begynnelsen av den",
    ),
    ("Link another case number to a participant that has one", "Knytt enda et saksnummer til en deltaker som har ett"),
    ("The other case number", "Det andre saksnummeret"),
    (
        "The participant: a UUID or its beginning, or a case number",
        "Deltakeren: en UUID eller begynnelsen av den, eller et saksnummer",
    ),
    ("List the entry types, or show one with its fields", "Vis føringstypene, eller én med feltene sine"),
    ("The type to show", "Typen som skal vises"),
    (
        "Print the whole catalogue as Markdown, as in docs/entries.md",
        "Skriv hele katalogen som Markdown, som i docs/entries.md",
    ),
    (
        "List the rules: what is refused when it is recorded, and what `findings` lists",
        "Vis reglene: hva som avvises når det registreres, og hva `findings` viser",
    ),
    ("Print the list as Markdown, as in docs/rules.md", "Skriv listen som Markdown, som i docs/rules.md"),
    (
        "Print the catalogue of questions as Markdown, as in docs/questions.md",
        "Skriv katalogen over spørsmål som Markdown, som i docs/questions.md",
    ),
    ("Make a synthetic ledger", "Lag en syntetisk hovedbok"),
    (
        "Make a plausible ledger of any size, the same for the same seed",
        "Lag en troverdig hovedbok av valgfri størrelse, den samme for samme frø",
    ),
    ("About how many entries", "Omtrent hvor mange føringer"),
    ("The seed", "Frøet"),
    (
        "How many of a hundred entries are corrected, of those that can be: replaced, voided, moved to another day; some corrections are corrected again",
        "Hvor mange av hundre føringer som rettes, av dem som kan rettes: erstattet, annullert, flyttet til en annen dag; noen rettelser rettes igjen",
    ),
    ("Print completions for a shell", "Skriv kommandofullføring for et skall"),
    ("The shell", "Skallet"),
    (
        "Show a page of the manual, or write all pages to a folder",
        "Vis en side i håndboken, eller skriv alle sidene til en mappe",
    ),
    (
        "In a terminal `man` shows it, where that is installed; otherwise the page is printed as `man` reads it",
        "I en terminal viser `man` den, der det er installert; ellers skrives siden slik `man` leser den",
    ),
    (
        "The command to describe, such as `key rotate` [default: the whole program]",
        "Kommandoen som skal beskrives, for eksempel `key rotate` [standard: hele programmet]",
    ),
    ("Write every page to this existing folder", "Skriv alle sidene til denne mappen, som må finnes"),
];
