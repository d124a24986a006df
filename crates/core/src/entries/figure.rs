//! Family *figure*: numbers that somebody printed, kept beside what the ledger derives. Stream `figure/<programme>`.

use super::codes::{Certainty, Unit};
use super::define::family;
use crate::day::Period;
use crate::text::{Label, Text};

family! {
    /// An entry about a published number.
    FigureEntry {
        /// A number was published. At most one of `value`, `below` and `above` is given; none when the text names the
        /// number without giving it.
        Published = "figure.published", LastDay {
            /// What is counted: the name of a figure that the ledger can derive (see the glossary), or a free text.
            indicator: Text,
            /// The number.
            value: Option<i64>,
            /// The number is below this.
            below: Option<i64>,
            /// The number is above this.
            above: Option<i64>,
            /// What the number counts.
            unit: Unit,
            /// The day or period that the number is about.
            about: Period,
            /// The part of the programme that it is about, written `dimension=value`, such as `provider=ASVO`.
            part: Option<Label>,
            /// The place that it is about.
            place: Option<Text>,
            /// What a share is a share of.
            denominator: Option<Text>,
            /// How it was counted.
            counting_rule: Option<Text>,
            /// How sure the source is.
            certainty: Certainty,
            /// The document.
            document: Text,
            /// The page, chapter or table.
            page: Option<Text>,
            /// A short note.
            note: Option<Text>,
        }
    }
}
