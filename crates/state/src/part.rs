//! What a goal or figure is about, and the narrowing `dimension=value` that it is written with.

use hovedbok_core::entries::codes::{Destination, Outcome};
use hovedbok_core::{Day, Name};

use crate::placements::STILL_IN_MEASURE;

/// What a goal or figure is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scope<'q> {
    /// The programme.
    pub programme: &'q Name,
    /// The office responsible for the person.
    pub office: Option<&'q str>,
    /// The cohort.
    pub cohort: Option<&'q str>,
    /// `dimension=value`, several joined by `;`: provider, outcome (as `placements` writes it), year, target_group,
    /// destination, office, cohort.
    pub part: Option<&'q str>,
}

impl<'q> Scope<'q> {
    /// The whole of a programme.
    pub fn programme(programme: &'q Name) -> Scope<'q> {
        Scope { programme, office: None, cohort: None, part: None }
    }

    /// The cohort that it is narrowed to.
    pub fn cohort_named(&self) -> Option<&'q str> {
        Part::read(self).and_then(|part| part.cohort)
    }
}

/// A scope's narrowing, read.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Part<'q> {
    pub(crate) provider: Option<&'q str>,
    pub(crate) outcome: Option<&'q str>,
    pub(crate) year: Option<i32>,
    pub(crate) target_group: Option<&'q str>,
    pub(crate) destination: Option<Destination>,
    pub(crate) office: Option<&'q str>,
    pub(crate) cohort: Option<&'q str>,
}

impl<'q> Part<'q> {
    /// Nothing when a dimension is unknown, given twice with different values, or its value is no word of it.
    pub(crate) fn read(scope: &Scope<'q>) -> Option<Part<'q>> {
        let mut part = Part { office: scope.office, cohort: scope.cohort, ..Part::default() };
        let narrowings = scope.part.into_iter().flat_map(|text| text.split(';'));
        for narrowing in narrowings.filter(|narrowing| !narrowing.trim().is_empty()) {
            let (dimension, value) = narrowing.split_once('=')?;
            let value = value.trim();
            match dimension.trim() {
                "provider" => once(&mut part.provider, value)?,
                "outcome" => {
                    let known = value == STILL_IN_MEASURE || value.parse::<Outcome>().is_ok();
                    once(&mut part.outcome, known.then_some(value)?)?;
                }
                "year" => {
                    let year: i32 = value.parse().ok()?;
                    once(&mut part.year, Day::new(year, 1, 1)?.year())?;
                }
                "target_group" => once(&mut part.target_group, value)?,
                "destination" => once(&mut part.destination, value.parse().ok()?)?,
                "office" => once(&mut part.office, value)?,
                "cohort" => once(&mut part.cohort, value)?,
                _ => return None,
            }
        }
        Some(part)
    }
}

fn once<T: PartialEq>(place: &mut Option<T>, value: T) -> Option<()> {
    if place.as_ref().is_some_and(|given| *given != value) {
        return None;
    }
    *place = Some(value);
    Some(())
}
