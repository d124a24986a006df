//! Sentences of the format of archives.

/// English, bokmål.
pub const SENTENCES: &[(&str, &str)] = &[
    ("{}, line {}, entry {}: {}", "{=}, linje {}, føring {}: {}"),
    ("it is not a file", "det er ikke en fil"),
    ("there is no manifest.json: the folder is not an archive", "manifest.json finnes ikke: mappen er ikke et arkiv"),
    ("manifest.json: {}", "manifest.json: {}"),
    ("manifest.json is not UTF-8 text: it is damaged", "manifest.json er ikke UTF-8-tekst: den er skadet"),
    (
        "manifest.json is not written as the ledger writes it (spaces, line feeds or order of its fields): it was changed",
        "manifest.json er ikke skrevet slik hovedboken skriver (mellomrom, linjeskift eller rekkefølge på feltene): den er endret",
    ),
    (
        "manifest.json says that the last entry was recorded {}, but entry {} was recorded {}: the manifest was changed",
        "manifest.json oppgir at siste føring ble registrert {}, men føring {} ble registrert {}: manifestet er endret",
    ),
    ("the file of entries {} to {} is missing", "filen med føringene {} til {} mangler"),
    (
        "the segment of entries {} to {} is named {}: the manifest was changed",
        "segmentet med føringene {} til {} heter {}: manifestet er endret",
    ),
    (
        "a segment has at most {} entries, this one {}: the manifest was changed",
        "et segment har høyst {} føringer, dette har {}: manifestet er endret",
    ),
    (
        "the file ends with entry {}, the manifest says {}: its tail was cut off",
        "filen slutter med føring {}, manifestet oppgir {}: slutten er kuttet",
    ),
    (
        "the file goes on after entry {}, the last by the manifest: something was added",
        "filen fortsetter etter føring {}, den siste ifølge manifestet: noe er lagt til",
    ),
    (
        "the file has {} bytes, the manifest says {}: file or manifest was changed",
        "filen har {} byte, manifestet oppgir {}: filen eller manifestet er endret",
    ),
    (
        "the file has SHA-256 {}, the manifest says {}: file or manifest was changed",
        "filen har SHA-256 {}, manifestet oppgir {}: filen eller manifestet er endret",
    ),
    (
        "the tree over the first {} entries has root {}, the manifest says {}: an entry or the manifest was changed",
        "treet over de første {} føringene har roten {}, manifestet oppgir {}: en føring eller manifestet er endret",
    ),
    ("the file ends within this line: its tail was cut off", "filen slutter midt i denne linjen: slutten er kuttet"),
    (
        "the line is longer than an entry can be (H4: head and body {} bytes at most)",
        "linjen er lengre enn en føring kan være (H4: hode og innhold høyst {} byte)",
    ),
    (
        "the line is not written as the ledger writes it: it was changed",
        "linjen er ikke skrevet slik hovedboken skriver: den er endret",
    ),
];
