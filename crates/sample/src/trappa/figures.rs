//! What TRAPPA's report publishes: totals that the persons carry too, social assistance, surveys.

use std::collections::BTreeMap;

use hovedbok_core::entries::codes::Unit;
use hovedbok_core::entries::figure::Published;
use hovedbok_core::entries::programme::{Scale, SurveyResult};
use hovedbok_core::field::Map;
use hovedbok_core::{Day, Label, Period};
use hovedbok_interchange::written;

use super::{DOCUMENT, REFUGEES, UNDER_30};
use crate::archive::{Archive, published};
use crate::given::{constant, text, written as as_written, year};
use crate::tables;

/// Puts in the figures and the surveys.
pub(super) fn put(archive: &mut Archive, report: Day) {
    participants(archive, report);
    recipients(archive, report);
    paid(archive, report);
    staff(archive, report);
    users(archive, report);
}

/// Totals that come out of the persons again; "went to work or education" does not, and both stand.
fn participants(archive: &mut Archive, report: Day) {
    let both = || as_written("2016-01-01", "2017-12-31", "2016-2017");
    let mut totals: Vec<(&str, i64, Period, Option<String>)> = vec![
        ("participants_ever", 57, both(), None),
        ("participants_ever", 46, both(), Some(format!("target_group={UNDER_30}"))),
        ("participants_ever", 11, both(), Some(format!("target_group={REFUGEES}"))),
        ("state_measures", 12, both(), None),
        ("still_in_measure", 10, both(), None),
        ("placements_work_or_education", 15, both(), None),
    ];
    let mut by_provider: BTreeMap<(u16, String), i64> = BTreeMap::new();
    for row in tables::trappa_participants_by_provider() {
        let count = constant(i64::try_from(row.participants), &row.provider);
        *by_provider.entry((row.year, row.provider)).or_default() += count;
    }
    for ((of, provider), count) in by_provider {
        totals.push(("participants_ever", count, year(of), Some(format!("provider={provider};year={of}"))));
    }
    for (indicator, value, about, part) in totals {
        let figure = published(indicator, Some(value), Unit::Persons, about, DOCUMENT);
        archive.figure(report, "", Published { part: part.map(Label::from), ..figure });
    }
}

fn recipients(archive: &mut Archive, report: Day) {
    for row in tables::trappa_social_assistance() {
        let read = || match row.period.as_str() {
            "whole year" => year(row.year),
            other => constant(written::read_period(other, Some(row.year.into())), other).value,
        };
        let groups = [("", row.all_recipients), (";group=refugees", row.of_which_refugees)];
        for (group, value) in groups {
            let figure = published("recipients of social assistance", Some(value), Unit::Persons, read(), DOCUMENT);
            let part = Some(Label::from(format!("age_band={}{group}", row.age_band)));
            let body = Published { part, place: Some("Nordre Land".into()), note: text(row.note.as_deref()), ..figure };
            archive.figure(report, "trappa_social_assistance.csv", body);
        }
    }
}

fn paid(archive: &mut Archive, report: Day) {
    for row in tables::trappa_social_assistance_paid() {
        let until = as_written("2017-01-01", "2017-11-01", "2017 until 1 Nov");
        for (about, amount) in [(year(2016), row.paid_2016_nok), (until, row.paid_2017_until_1_nov_nok)] {
            let figure = published("paid social assistance", Some(amount * 100), Unit::Ore, about, DOCUMENT);
            let part = Some(Label::from(format!("group={}", row.group)));
            let body = Published { part, place: Some("Nordre Land".into()), note: text(row.note.as_deref()), ..figure };
            archive.figure(report, "trappa_social_assistance_paid.csv", body);
        }
    }
}

/// One result a unit, since each has its own number of respondents; a question that a unit left open is left out.
fn staff(archive: &mut Archive, report: Day) {
    for row in tables::trappa_staff_survey() {
        let means = [
            ("informed", row.informed),
            ("knew purpose", row.knew_purpose),
            ("experience", row.experience),
            ("effect on daily work", row.effect_on_daily_work),
            ("use for unit", row.use_for_unit),
            ("use for participant", row.use_for_participant),
        ];
        let mean = |written: String| Map::from([("mean".into(), tables::hundredths(&written))]);
        let answers = means.into_iter().filter_map(|(item, written)| Some((item.into(), mean(written?)))).collect();
        let survey = format!("staff survey: {}", row.unit).into();
        let body =
            SurveyResult { survey, respondents: row.respondents, scale: Scale::MeanHundredths, answers, note: None };
        archive.programme(report, "trappa_staff_survey.csv", body);
    }
}

fn users(archive: &mut Archive, report: Day) {
    let rows = tables::trappa_user_survey();
    let respondents = rows.iter().map(|row| row.answers).max().unwrap_or_default();
    let counts = |row: tables::UserAnswers| {
        let given = [
            ("poor", row.poor),
            ("less poor", row.less_poor),
            ("neither", row.neither),
            ("fairly good", row.fairly_good),
            ("very good", row.very_good),
        ];
        (row.question.into(), given.into_iter().map(|(answer, count)| (answer.into(), count)).collect())
    };
    let answers = rows.into_iter().map(counts).collect();
    let note = Some("respondents: the most answers that any question got; not every question got all".into());
    let body = SurveyResult { survey: "user survey".into(), respondents, scale: Scale::Counts, answers, note };
    archive.programme(report, "trappa_user_survey.csv", body);
}
