//! Help: headings, what the parser itself says, options that every command has, and those that several commands have.

/// English, bokmål.
pub const TEXTS: &[(&str, &str)] = &[
    ("Global options", "Globale valg"),
    ("Print help (see a summary with '-h')", "Vis hjelpen (-h viser et sammendrag)"),
    ("Print help (see more with '--help')", "Vis hjelpen (--help viser mer)"),
    ("Print help for the subcommand(s)", "Kommandoen som hjelpen skal vises for"),
    ("Print version", "Vis versjonen"),
    ("Print this message or the help of the given subcommand(s)", "Vis denne teksten, eller hjelpen til en kommando"),
    (
        "An event-sourced programme ledger: record what happened, and ask about any date, as known at any date",
        "En hovedbok for programmer, bygd på hendelser: registrer det som skjedde, og spør hva som gjaldt en hvilken som helst dag, slik det var registrert en hvilken som helst dag",
    ),
    (
        "Exit codes: 0 answered, 1 refused, 2 wrong usage, 3 the ledger is damaged or cannot be opened",
        "Sluttkoder: 0 besvart, 1 avvist, 2 feil bruk, 3 hovedboken er skadet eller kan ikke åpnes",
    ),
    ("The ledger's folder", "Hovedbokens mappe"),
    (
        "The register of case numbers [default: beside the ledger's folder]",
        "Registeret over saksnumre [standard: ved siden av hovedbokens mappe]",
    ),
    (
        "The register's key [default: the register's path followed by `.key`]",
        "Nøkkelen til registeret [standard: registerets sti fulgt av `.key`]",
    ),
    ("How the answer is written", "Hvordan svaret skrives"),
    (
        "Show `:` in place of counts from 1 to N − 1, and of what rests on them or would give them away. With export, only of vintages",
        "Vis `:` i stedet for antall fra 1 til N − 1, og for det som bygger på dem eller ville røpe dem. Med export bare for vintages",
    ),
    ("Tables that fit the terminal", "Tabeller som passer til terminalen"),
    ("One JSON document", "Ett JSON-dokument"),
    (
        "One JSON object per line, one for each row, with every field of the row",
        "Ett JSON-objekt per linje, ett for hver rad, med alle feltene i raden",
    ),
    ("Comma-separated values with pinned headers", "Kommaseparerte verdier med faste overskrifter"),
    (
        "Metrics in the text format of Prometheus; only of `status`",
        "Måleverdier i tekstformatet til Prometheus; bare for `status`",
    ),
    ("A calendar (iCalendar); only of `due`", "En kalender (iCalendar); bare for `due`"),
    ("A workbook (Excel), in the file that --out names", "En arbeidsbok (Excel), i filen som --out oppgir"),
    (
        "Write the answer to this file, a new one. Its ending names the format where --format does not: .txt for tables, .csv, .xlsx, .json, .jsonl, .ics",
        "Skriv svaret til denne filen, som må være ny. Endelsen bestemmer formatet når --format ikke gjør det: .txt for tabeller, .csv, .xlsx, .json, .jsonl, .ics",
    ),
    (
        "With --format csv, write a file for Excel with Norwegian settings: semicolons, UTF-8 with a byte order mark, kroner and percent with a decimal comma, days as 31.12.2009; a text that begins like a formula gets an apostrophe before it",
        "Med --format csv: skriv en fil for Excel med norske innstillinger: semikolon, UTF-8 med byterekkefølgemerke (BOM), kroner og prosent med desimalkomma, dager som 31.12.2009; en tekst som begynner som en formel, får en apostrof foran",
    ),
    (
        "The columns to show in a table or CSV, by their names in CSV; any field that the rows have in JSON can be chosen too",
        "Kolonnene som skal vises i en tabell eller CSV, med navnene de har i CSV; alle felt som radene har i JSON, kan også velges",
    ),
    (
        "The day to ask about; what takes effect on that day counts [default: today]",
        "Dagen det spørres om; det som gjelder fra den dagen, regnes med [standard: i dag]",
    ),
    (
        "Answer as known at this day, instant or position (12, #12, @12) [default: the end of the log]",
        "Svar slik det var registrert per denne dagen, dette tidspunktet eller denne posisjonen (12, #12, @12) [standard: slutten av loggen]",
    ),
    ("Who is recording: an id or a role, never a name", "Hvem som registrerer: en id eller en rolle, aldri et navn"),
    (
        "The language of labels, messages and help; JSON and CSV never change with it",
        "Språket i overskrifter, meldinger og hjelp; JSON og CSV er like på alle språk",
    ),
    (
        "Confirm that the clock is right, even though it is far from the time of the last entry",
        "Bekreft at klokken er riktig, selv om den er langt fra tidspunktet for siste føring",
    ),
    (
        "How long a question waits if another process has the ledger open and has not said what is recorded: 500ms, 2s, 1m. After that, it is answered from what is known, and a note says that this may not be the newest state [default: 2s]",
        "Hvor lenge et spørsmål venter hvis en annen prosess har hovedboken åpen og ikke har meldt hva som er registrert: 500ms, 2s, 1m. Deretter besvares det ut fra det som er kjent, og en merknad sier at det kanskje ikke er det nyeste [standard: 2s]",
    ),
    ("Print only the answer and errors", "Skriv bare svaret og feil"),
    (
        "Do not use a pager. By default, an answer on a terminal is shown with the program named in PAGER",
        "Ikke vis svaret side for side. Vanligvis vises et svar på en terminal med programmet som PAGER oppgir",
    ),
    (
        "Report on standard error what the program does, in counts and positions. Set RUST_LOG for finer control",
        "Meld på standard feilkanal hva programmet gjør, i antall og posisjoner. Sett RUST_LOG for å styre det nærmere",
    ),
    ("Only this programme", "Bare dette programmet"),
    ("The same as an option", "Det samme som valg"),
    ("Only this office", "Bare dette kontoret"),
    (
        "Only people whose intake names this cohort, or whose stay its definition takes",
        "Bare personer der inntaket oppgir denne kohorten, eller der definisjonen omfatter oppholdet",
    ),
    (
        "Only people whose last intake names this cohort, or whose last stay its definition takes",
        "Bare personer der det siste inntaket oppgir denne kohorten, eller der definisjonen omfatter det siste oppholdet",
    ),
    ("Only people for whom this office is responsible", "Bare personer som dette kontoret har ansvaret for"),
    ("Only people whom this counsellor follows up", "Bare personer som denne veilederen følger opp"),
    ("Only this year", "Bare dette året"),
    ("Only this provider, spelled as in the data", "Bare denne tiltaksarrangøren, skrevet som i dataene"),
    (
        "Show case numbers, which needs the register and its key",
        "Vis saksnumre; det krever registeret og nøkkelen til det",
    ),
    (
        "The participant's UUID, or the office's own case number; or the id of an enrolment or a placement. The beginning of an id is enough",
        "Deltakerens UUID, eller kontorets eget saksnummer; eller id-en til en deltakelse eller en tiltaksplass. Begynnelsen av en id er nok",
    ),
    ("The office's own case number, instead of --participant", "Kontorets eget saksnummer, i stedet for --participant"),
    (
        "Overwrite an existing file; the old one stays until the new one is complete",
        "Skriv over en fil som finnes; den gamle blir liggende til den nye er ferdig",
    ),
    (
        "Overwrite existing files; each old file stays until its new one is complete",
        "Skriv over filer som finnes; hver gammel fil blir liggende til den nye er ferdig",
    ),
    ("A new file to write to [default: standard output]", "En ny fil å skrive til [standard: standard utkanal]"),
    ("The file of the ledger's private key", "Filen med hovedbokens private nøkkel"),
    ("The archive's folder", "Arkivets mappe"),
];
