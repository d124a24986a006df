//! Columns that many kinds have.

use crate::headers::{Field, Holds};

/// A column.
pub(super) const fn column(
    name: &'static str,
    bokmal: &'static str,
    also: &'static [&'static str],
    description: &'static str,
    example: &'static str,
) -> Field {
    Field { name, bokmal, also, required: false, description, example, holds: Holds::Other }
}

/// A column that every table of the kind has, filled in every row.
pub(super) const fn required(
    name: &'static str,
    bokmal: &'static str,
    also: &'static [&'static str],
    description: &'static str,
    example: &'static str,
) -> Field {
    Field { name, bokmal, also, required: true, description, example, holds: Holds::Other }
}

pub(super) const PARTICIPANT: Field = column(
    "participant",
    "deltaker",
    &["participant id", "deltaker id", "uuid"],
    "The participant's UUID. Fill in either this or the case number, not both.",
    "6f9619ff-8b86-4d01-b42d-00cf4fc964ff",
)
.holding(Holds::Number);
pub(super) const CASE: Field = column(
    "case",
    "saksnummer",
    &["sak", "saksnr", "sak nr", "case number"],
    "The office's own case number; it stays in the register and never enters the ledger.",
    "2016/17",
)
.holding(Holds::Number);
pub(super) const SOURCE: Field =
    column("source", "kilde", &["document", "dokument"], "The document that the row is based on.", "decision letter")
        .holding(Holds::Words);
pub(super) const DOCUMENT: Field =
    column("document", "dokument", &["kilde"], "The document that the row is based on.", "annual report 2016")
        .holding(Holds::Words);
pub(super) const REFERENCE: Field = column(
    "reference",
    "saksreferanse",
    &["saksref", "sak ref", "referanse", "arkivref", "arkivreferanse", "arkivsak", "journalpost", "case file"],
    "The office's case file that the row rests on, as its archive names it; it is kept beside the document, and never the \
     person's own case number.",
    "2016/1234-5",
)
.holding(Holds::Label);
pub(super) const NOTE: Field = column(
    "note",
    "merknad",
    &["notat", "kommentar", "comment"],
    "A short note; no names, numbers or addresses of people.",
    "as agreed",
);
pub(super) const ID: Field = column(
    "id",
    "post id",
    &["entry id"],
    "A UUID for the entry, where another system gives it one.",
    "0b5c1f0e-3a52-4d8e-9d0a-6f1f2e3d4c5b",
)
.holding(Holds::Once);
pub(super) const ENROLMENT: Field = column(
    "enrolment",
    "inntak id",
    &["enrolment id"],
    "The enrolment's UUID; leave it empty where only one can be meant.",
    "",
);
pub(super) const PLACEMENT: Field = column(
    "placement",
    "tiltaksplass",
    &["tiltaksplass id", "plassering", "plassering id", "placement id"],
    "The placement's UUID; leave it empty where only one can be meant.",
    "",
);
pub(super) const PROGRAMME: Field = column(
    "programme",
    "program",
    &[],
    "The programme's name: letters, digits, '.', '_' and '-'. Without it, --programme gives it for the whole table.",
    "TRAPPA",
)
.holding(Holds::Words);
pub(super) const AMOUNT: Field = required(
    "amount",
    "beløp",
    &["amount_nok", "sum", "kroner", "beløp kr"],
    "An amount in kroner, more than zero: 1 234,50.",
    "450 000",
)
.holding(Holds::Once);
pub(super) const CERTAINTY: Field =
    column("certainty", "sikkerhet", &[], "stated (oppgitt) or approximate (omtrentlig); if empty, stated.", "stated");
pub(super) const CHAPTER: Field =
    column("chapter", "kapittel", &["kap"], "The budget chapter, with its item.", "621").holding(Holds::Number);
pub(super) const ITEM: Field = column("item", "post", &[], "The item of the chapter.", "63").holding(Holds::Number);
pub(super) const FUND_SOURCE: Field = column(
    "source",
    "finansiering",
    &["fund", "finansieringskilde"],
    "Where the money comes from when it has no chapter and item: a word such as municipal.",
    "",
)
.holding(Holds::Words);
