//! What `--help` says, in bokmål: a paragraph of English, without the full stop that ends it, and the same in bokmål.
//!
//! They are apart from the messages, since nothing is put into them: each is looked up as it is written. A test walks
//! every command, option, value and heading, and fails on one that is not listed, and on one that nothing uses.

mod asking;
mod keeping;
mod options;
mod recording;

/// The lists.
const LISTS: [&[(&str, &str)]; 4] = [options::TEXTS, recording::TEXTS, asking::TEXTS, keeping::TEXTS];

/// The word before how a command is written.
pub const USAGE: (&str, &str) = ("Usage:", "Bruk:");

/// How the usage of a command writes its options.
pub const OPTIONS: (&str, &str) = ("[OPTIONS]", "[VALG]");

/// How the usage of a command writes a command below it.
pub const COMMAND: &str = "KOMMANDO";

/// The parser's own headings.
pub const HEADINGS: [(&str, &str); 4] = [
    ("Commands:", "Kommandoer:"),
    ("Arguments:", "Argumenter:"),
    ("Options:", "Valg:"),
    ("Possible values:", "Mulige verdier:"),
];

/// The headings of a page of the manual, as `man` reads them.
pub const MANUAL: [(&str, &str); 7] = [
    ("Possible values:", "Mulige verdier:"),
    (".SH NAME\n", ".SH NAVN\n"),
    (".SH SYNOPSIS\n", ".SH BRUK\n"),
    (".SH DESCRIPTION\n", ".SH BESKRIVELSE\n"),
    (".SH OPTIONS\n", ".SH VALG\n"),
    (".SH SUBCOMMANDS\n", ".SH KOMMANDOER\n"),
    (".SH VERSION\n", ".SH VERSJON\n"),
];

/// What options, arguments and usage call the values that they take: English, bokmål.
pub const VALUES: &[(&str, &str)] = &[
    ("A..B", "A..B"),
    ("BY", "ETTER"),
    ("BY_GROUP", "GRUPPE"),
    ("CASE", "SAKSNUMMER"),
    ("CHAPTER", "KAPITTEL"),
    ("CHECKPOINT", "SJEKKPUNKT"),
    ("CODE", "KODE"),
    ("COHORT", "KOHORT"),
    ("COLUMN", "KOLONNE"),
    ("COMMAND", "KOMMANDO"),
    ("COUNSELLOR", "VEILEDER"),
    ("DATE", "DATO"),
    ("DAY", "DAG"),
    ("DAYS", "DAGER"),
    ("DIR", "MAPPE"),
    ("DOCUMENT", "DOKUMENT"),
    ("DURATION", "TIDSROM"),
    ("ENTRIES", "FØRINGER"),
    ("FIGURE", "TALL"),
    ("FILE", "FIL"),
    ("FOLDER", "MAPPE"),
    ("FORMAT", "FORMAT"),
    ("FRAME", "GRUNNLAG"),
    ("ID", "ID"),
    ("INDICATOR", "INDIKATOR"),
    ("INSTANT", "TIDSPUNKT"),
    ("ITEM", "POST"),
    ("KEY", "NØKKEL"),
    ("KIND", "TYPE"),
    ("LABEL", "MERKELAPP"),
    ("LANG", "SPRÅK"),
    ("LIMIT", "ANTALL"),
    ("MISSING", "MANGLER"),
    ("MONTH", "MÅNED"),
    ("MUNICIPALITY", "KOMMUNE"),
    ("N", "ANTALL"),
    ("NAMES", "NAVN"),
    ("NUMBER", "NUMMER"),
    ("OFFICE", "KONTOR"),
    ("OLD", "GAMMEL"),
    ("ON_BEHALF_OF", "PÅ_VEGNE_AV"),
    ("OPTIONS", "VALG"),
    ("ORIGIN", "OPPHAV"),
    ("OUT", "UT"),
    ("PARTICIPANT", "DELTAKER"),
    ("PATH", "STI"),
    ("PERCENT", "PROSENT"),
    ("PERIOD", "PERIODE"),
    ("PLAN", "PLAN"),
    ("POSITION", "POSISJON"),
    ("PROGRAMME", "PROGRAM"),
    ("PROJECTION", "PROJEKSJON"),
    ("PROVIDER", "TILTAKSARRANGØR"),
    ("QUESTION", "SPØRSMÅL"),
    ("ROW", "RAD"),
    ("SECONDS", "SEKUNDER"),
    ("SEED", "FRØ"),
    ("SHEET", "ARK"),
    ("SHELL", "SKALL"),
    ("SIZE", "STØRRELSE"),
    ("SOURCE", "KILDE"),
    ("STATUS", "STATUS"),
    ("STEP", "STEG"),
    ("STREAM", "STRØM"),
    ("TARGET_GROUP", "MÅLGRUPPE"),
    ("TEXT", "TEKST"),
    ("TIME", "TID"),
    ("TO", "TIL"),
    ("TYPE", "TYPE"),
    ("UNIT", "ENHET"),
    ("VALUE", "VERDI"),
    ("YEAR", "ÅR"),
    ("-", "-"),
];

/// What a value is called in bokmål; several that are taken in the place of each other are apart by `|`.
pub fn value_in_bokmal(name: &str) -> String {
    let listed = |part: &str| VALUES.iter().find(|(english, _)| *english == part).map(|(_, bokmal)| *bokmal);
    name.split('|').map(|part| listed(part).unwrap_or(part)).collect::<Vec<_>>().join("|")
}

/// What is added to the text of an option.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fact {
    /// The variable of the environment that sets it.
    Environment,
    /// The value that it has if nothing sets it.
    Default,
    /// The values that it can have.
    Values,
}

impl Fact {
    /// The fact in bokmål.
    pub fn in_bokmal(self, text: &str) -> String {
        let what = match self {
            Fact::Environment => "miljøvariabel",
            Fact::Default => "standard",
            Fact::Values => "mulige verdier",
        };
        format!("[{what}: {text}]")
    }
}

/// Every text: English and bokmål.
pub fn all() -> impl Iterator<Item = (&'static str, &'static str)> {
    LISTS.into_iter().flatten().copied()
}

/// A text in bokmål: its paragraphs, each where it is listed.
pub fn in_bokmal(text: &str) -> String {
    text.split("\n\n").map(paragraph).collect::<Vec<_>>().join("\n\n")
}

fn paragraph(text: &str) -> String {
    let (sentence, stop) = text.strip_suffix('.').map_or((text, ""), |sentence| (sentence, "."));
    let listed = all().find(|(english, _)| *english == sentence);
    listed.map_or_else(|| text.to_owned(), |(_, bokmal)| format!("{bokmal}{stop}"))
}
