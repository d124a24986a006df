//! The answer `figures`: what was published against what the ledger derives.

use hovedbok_core::entries::codes::{Certainty, RecordSubject, Unit};
use hovedbok_core::entries::figure::Published;
use hovedbok_core::money::kroner;
use hovedbok_core::rules::{Rule, Violation};
use hovedbok_core::{Day, Label, Name, Period, Seq, Text};
use hovedbok_projection::{At, Timeline};
use serde::Serialize;

use crate::fact::Programmes;
use crate::period::PeriodRow;
use crate::sorted::{Said, told};

/// What other projections are asked to derive for a published figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FigureQuestion {
    /// The programme.
    pub programme: Name,
    /// What is counted.
    pub indicator: Text,
    /// The part of the programme, written `dimension=value`; none for the whole.
    pub part: Option<Label>,
    /// The place that the figure is about; none for the whole.
    pub place: Option<Text>,
    /// What the figure counts: an indicator that counts something else must not be answered.
    pub unit: Unit,
    /// The day or period that the figure is about.
    pub about: Period,
}

/// Why nothing is derived beside a published figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum NotDerived {
    /// Its days are not over by the day asked about: it is a forecast there.
    NotOver,
    /// It is about a place, and persons are not recorded by place.
    OfAPlace,
    /// The ledger derives no such figure.
    NotCounted,
    /// It counts in another unit than the ledger does.
    OtherUnit,
    /// The figure cannot be derived for such a part.
    OtherPart,
    /// The records end before the first of its days.
    RecordsEnded,
    /// What it counts is not recorded.
    NotRecorded,
}

/// A published figure beside the derived one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct FigureRow {
    /// The programme.
    pub programme: Name,
    /// What is counted.
    pub indicator: Text,
    /// The last day that the figure is about.
    pub as_of: Day,
    /// The number; null for a bound, and where the text names a number without giving it.
    pub published: Option<i64>,
    /// What it counts.
    pub unit: Unit,
    /// The document, and the page, chapter or table.
    #[serde(rename = "where")]
    pub found: String,
    /// What the ledger derives.
    pub derived: Option<i64>,
    /// Why the ledger derives nothing; null where it does.
    pub not_derived: Option<NotDerived>,
    /// The last day that it is derived for: that of the figure, or the last one that the records speak for.
    pub derived_on: Option<Day>,
    /// Derived minus published.
    pub difference: Option<i64>,
    /// The number is below this.
    pub below: Option<i64>,
    /// The number is above this.
    pub above: Option<i64>,
    /// Whether the derived number keeps the bound; null without a bound or without a derived number.
    pub fits: Option<bool>,
    /// The part of the programme.
    pub part: Option<Label>,
    /// The place.
    pub place: Option<Text>,
    /// What a share is a share of.
    pub denominator: Option<Text>,
    /// How it was counted.
    pub counting_rule: Option<Text>,
    /// How sure the source is.
    pub certainty: Certainty,
    /// The day or period that the figure is about.
    pub about: PeriodRow,
    /// The entry.
    pub entry: Seq,
}

/// What is derived for each of some figures, or why nothing is.
pub type Derived = Vec<Result<i64, NotDerived>>;

/// A published figure at a point of both times.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publication {
    programme: Name,
    figure: Published,
    entry: Seq,
    /// The last day that it is derived for.
    on: Day,
    /// Whether the days that it is about are over; else it is a forecast.
    has_come: bool,
}

/// Every published figure, by programme and in the order published.
pub fn publications(timeline: &Timeline<Programmes>, at: At, programme: Option<&Name>) -> Vec<Publication> {
    let publication = |programme: &Name, said: &Said<'_, &Published>| Publication {
        programme: programme.clone(),
        figure: said.fact.clone(),
        entry: said.seq,
        on: derived_on(timeline, programme, said.fact),
        has_come: said.fact.about.end() <= at.as_of,
    };
    let told = told(timeline, at, programme);
    told.iter().flat_map(|(name, told)| told.figures.iter().map(move |said| publication(name, said))).collect()
}

/// Every published figure, by programme and in the order published; `derive` answers what other projections know,
/// for all of them at once. A figure about days after the day of the question is a forecast there and is compared with nothing.
pub fn figures(
    timeline: &Timeline<Programmes>,
    at: At,
    programme: Option<&Name>,
    derive: &dyn Fn(&[FigureQuestion]) -> Derived,
) -> Vec<FigureRow> {
    let published = publications(timeline, at, programme);
    let comparable: Vec<FigureQuestion> = published.iter().filter_map(Publication::question).collect();
    let mut derived = derive(&comparable).into_iter();
    let mut next = || derived.next().unwrap_or(Err(NotDerived::NotCounted));
    let derived_for = |own: &Publication| if own.has_come { next() } else { Err(NotDerived::NotOver) };
    let derived: Derived = published.iter().map(derived_for).collect();
    published.iter().zip(derived).map(|(own, derived)| own.row(derived)).collect()
}

/// The last day that a figure is derived for.
fn derived_on(timeline: &Timeline<Programmes>, programme: &Name, figure: &Published) -> Day {
    match figure.indicator.as_str() {
        // Counted from the programme's own entries, whose records have no end of their own.
        "projects" | "municipalities" => figure.about.end(),
        _ => timeline.day(Some(programme), RecordSubject::Participants, figure.about.end()),
    }
}

impl Publication {
    /// What other projections are asked to derive for it; nothing for a forecast.
    pub fn question(&self) -> Option<FigureQuestion> {
        self.has_come.then(|| FigureQuestion {
            programme: self.programme.clone(),
            indicator: self.figure.indicator.clone(),
            part: self.figure.part.clone(),
            place: self.figure.place.clone(),
            unit: self.figure.unit,
            about: self.figure.about.clone(),
        })
    }

    /// The programme.
    pub fn programme(&self) -> &Name {
        &self.programme
    }

    /// The entry that publishes it.
    pub fn entry(&self) -> Seq {
        self.entry
    }

    /// Its row in the answer `figures`, with what is derived for it.
    pub fn row(&self, derived: Result<i64, NotDerived>) -> FigureRow {
        let Publication { programme, figure, entry, on, has_come: _ } = self;
        let (derived, not_derived) = (derived.ok(), derived.err());
        FigureRow {
            programme: programme.clone(),
            indicator: figure.indicator.clone(),
            as_of: figure.about.end(),
            published: figure.value,
            unit: figure.unit,
            found: found(figure),
            derived,
            not_derived,
            derived_on: derived.map(|_| *on),
            difference: derived.zip(figure.value).and_then(|(derived, published)| derived.checked_sub(published)),
            below: figure.below,
            above: figure.above,
            fits: derived.and_then(|derived| fits(derived, figure.below, figure.above)),
            part: figure.part.clone(),
            place: figure.place.clone(),
            denominator: figure.denominator.clone(),
            counting_rule: figure.counting_rule.clone(),
            certainty: figure.certainty,
            about: (&figure.about).into(),
            entry: *entry,
        }
    }
}

fn found(figure: &Published) -> String {
    match &figure.page {
        Some(page) => format!("{}, {}", figure.document.as_str(), page.as_str()),
        None => figure.document.as_str().to_owned(),
    }
}

fn fits(derived: i64, below: Option<i64>, above: Option<i64>) -> Option<bool> {
    (below.is_some() || above.is_some())
        .then(|| below.is_none_or(|below| derived < below) && above.is_none_or(|above| derived > above))
}

/// A finding for each figure that differs from the derived one, or whose bound the derived one breaks. The weight is the
/// size of the difference, 0 for a bound.
pub fn differing(rows: &[FigureRow]) -> Vec<Violation> {
    rows.iter()
        .filter_map(|row| {
            let derived = row.derived?;
            let printed = printed(row)?;
            let about = match &row.part {
                Some(part) => format!("{} ({})", row.indicator.as_str(), part.as_str()),
                None => row.indicator.as_str().to_owned(),
            };
            Some(Violation {
                rule: Rule::FigureDiffers,
                programme: Some(row.programme.clone()),
                entries: vec![row.entry],
                weight: row.difference.unwrap_or_default().saturating_abs(),
                what: format!(
                    "{about} as of {}: {} publishes {printed}, but the ledger derives {} ({}){}",
                    row.as_of,
                    row.found,
                    written(derived, row.unit),
                    match row.unit {
                        Unit::Ore => "kroner",
                        Unit::BasisPoints => "a share",
                        Unit::Persons
                        | Unit::Projects
                        | Unit::Municipalities
                        | Unit::Days
                        | Unit::Meetings
                        | Unit::Offices
                        | Unit::Cases
                        | Unit::Places
                        | Unit::Hundredths => row.unit.word(),
                    },
                    match row.derived_on.filter(|on| *on < row.as_of) {
                        Some(on) => format!(" as of {on}, where the records end"),
                        None => String::new(),
                    }
                ),
            })
        })
        .collect()
}

/// What was printed, in words, when the derived number does not agree with it.
fn printed(row: &FigureRow) -> Option<String> {
    let about = match row.certainty {
        Certainty::Stated => "",
        Certainty::Approximate => "about ",
    };
    if let Some(published) = row.published.filter(|published| row.derived != Some(*published)) {
        return Some(format!("{about}{}", written(published, row.unit)));
    }
    if row.fits != Some(false) {
        return None;
    }
    let bound = |bound: Option<i64>| bound.map(|bound| written(bound, row.unit));
    Some(match (bound(row.below), bound(row.above)) {
        (Some(below), Some(above)) => format!("above {above} and below {below}"),
        (Some(below), None) => format!("below {below}"),
        (None, Some(above)) => format!("above {above}"),
        (None, None) => return None,
    })
}

pub(crate) fn hundredths(number: i64) -> String {
    let sign = if number < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", number.unsigned_abs() / 100, number.unsigned_abs() % 100)
}

/// A number of a unit as people read it.
pub(crate) fn written(number: i64, unit: Unit) -> String {
    match unit {
        Unit::Ore => kroner(i128::from(number)),
        Unit::BasisPoints => format!("{} %", hundredths(number)),
        Unit::Hundredths => hundredths(number),
        Unit::Persons
        | Unit::Projects
        | Unit::Municipalities
        | Unit::Days
        | Unit::Meetings
        | Unit::Offices
        | Unit::Cases
        | Unit::Places => number.to_string(),
    }
}
