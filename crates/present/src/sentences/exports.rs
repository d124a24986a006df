//! Sentences of exports for evaluators.

/// English, bokmål.
pub const SENTENCES: &[(&str, &str)] = &[
    ("--to {} writes rows about persons", "--to {} skriver rader om personer"),
    (
        "add --person-level, with --purpose and --recipient; vintages and the questions give counts",
        "legg til --person-level, med --purpose og --recipient; vintages og spørsmålene gir antall",
    ),
    ("column {} holds something else", "kolonnen {} inneholder noe annet"),
    ("--{} is empty: say it in words", "--{} er tom: si det med ord"),
    (
        "--suppress cannot be used with {}: its rows are about single persons, and no counts",
        "--suppress kan ikke brukes med {}: radene gjelder enkeltpersoner og er ikke antall",
    ),
    ("leave it out; vintages and the questions give counts", "utelat det; vintages og spørsmålene gir antall"),
    ("--person-level needs --{}", "--person-level krever --{}"),
    ("the purpose", "formålet"),
    ("the recipient", "mottakeren"),
    ("{} names what may be a case number", "{} nevner noe som kan være et saksnummer"),
    (
        "it goes with the files to whoever receives them: leave the number out",
        "det følger filene til den som mottar dem: utelat nummeret",
    ),
    ("--to {} writes a manifest beside its file", "--to {} skriver et manifest ved siden av filen"),
    (
        "name the file, or the folder of several files, with --out",
        "oppgi filen, eller mappen for flere filer, med --out",
    ),
    (
        "no grant was allocated, and 360Giving has no document without one",
        "ingen tilskudd er fordelt, og 360Giving har ikke noe dokument uten et tilskudd",
    ),
    (
        "ask about a later day or another programme; `hovedbok budget --by grant` shows them",
        "spør om en senere dag eller et annet program; `hovedbok budget --by grant` viser dem",
    ),
    ("the export cannot be written down in {}: {}", "eksporten kan ikke føres i {=}: {}"),
    (
        "nothing was exported; name a file that can be written with --disclosures",
        "ingenting ble eksportert; oppgi en fil som kan skrives, med --disclosures",
    ),
    ("{}: {} rows, {} bytes, sha256 {}", "{=}: {} rader, {} byte, sha256 {}"),
    (
        "a new key of pseudonyms was made: {}; keep a copy of it",
        "en ny nøkkel for pseudonymer ble laget: {=}; ta vare på en kopi av den",
    ),
    (
        "{} is not a key of pseudonyms; put the right file there",
        "{=} er ikke en nøkkel for pseudonymer; legg riktig fil der",
    ),
];
