//! What TRAPPA's report publishes: totals that the persons carry too, social assistance, surveys.

use std::collections::BTreeMap;

use hovedbok_core::entries::codes::Unit;
use hovedbok_core::entries::figure::Published;
use hovedbok_core::entries::programme::{Scale, SurveyResult};
use hovedbok_core::field::Map;
use hovedbok_core::{Day, Label, Period, Text};

use super::{DOCUMENT, REFUGEES, UNDER_30};
use crate::archive::{Archive, published};
use crate::given::{constant, text, written as as_written, year};
use crate::tables;

/// Where the report has its tables of social assistance.
const ASSISTANCE: &str = "chapter 4.3, page 9";
/// How many users answered, as the report says; one row of its table has one more.
const RESPONDENTS: u32 = 21;

/// When the surveys were made.
fn asked() -> Period {
    as_written("2017-10-01", "2017-10-31", "oktober-17")
}

/// Puts in the figures and the surveys.
pub(super) fn put(archive: &mut Archive, report: Day) {
    participants(archive, report);
    recipients(archive, report);
    paid(archive, report);
    staff(archive);
    users(archive);
}

/// Totals that come out of the persons again; "went to work or education" does not, and both stand.
fn participants(archive: &mut Archive, report: Day) {
    let both = || as_written("2016-03-01", "2017-12-31", "I prosjektperioden");
    let whole = "chapter 4.3, page 8, lines 233-239";
    let mut totals: Vec<(&str, i64, Period, Option<String>, &str)> = vec![
        ("participants_ever", 57, both(), None, whole),
        ("participants_ever", 46, both(), Some(format!("target_group={UNDER_30}")), whole),
        ("participants_ever", 11, both(), Some(format!("target_group={REFUGEES}")), whole),
        ("state_measures", 12, both(), None, whole),
        ("still_in_measure", 10, both(), None, whole),
        ("placements_work_or_education", 15, both(), None, whole),
    ];
    let mut by_provider: BTreeMap<(u16, String), i64> = BTreeMap::new();
    for row in tables::trappa_participants_by_provider() {
        let count = constant(i64::try_from(row.participants), &row.provider);
        *by_provider.entry((row.year, row.provider)).or_default() += count;
    }
    for ((of, provider), count) in by_provider {
        let place = match provider.as_str() {
            "Landmo" => "chapter 4.3.1, lines 241-250",
            "ASVO" => "chapter 4.3.2, lines 252-260",
            "Sysselsetting" => "chapter 4.3.3, lines 262-270",
            _ => "chapter 4.3.4, lines 272-274",
        };
        totals.push(("participants_ever", count, year(of), Some(format!("provider={provider};year={of}")), place));
    }
    for (indicator, value, about, part, place) in totals {
        let figure = published(indicator, Some(value), Unit::Persons, about, DOCUMENT);
        let page = place.split_once(", lines").map(|(page, _)| Text::from(page));
        archive.figure(report, place, Published { part: part.map(Label::from), page, ..figure });
    }
}

fn recipients(archive: &mut Archive, report: Day) {
    for row in tables::trappa_social_assistance() {
        // The year in the heading of the second table is misprinted: the text under it says 2017.
        let (read, place) = match row.period.as_str() {
            "whole year" => (year(row.year), "trappa_social_assistance.csv, chapter 4.3, lines 276-285"),
            printed => (
                as_written("2017-01-01", "2017-10-31", &format!("2017 ({printed})")),
                "trappa_social_assistance.csv, chapter 4.3, lines 287-297; assumed: to October 2017, though a day of 2018 \
                 is printed",
            ),
        };
        let groups = [("", row.all_recipients), (";group=refugees", row.of_which_refugees)];
        for (group, value) in groups {
            let figure =
                published("recipients of social assistance", Some(value), Unit::Persons, read.clone(), DOCUMENT);
            let part = Some(Label::from(format!("age_band={}{group}", row.age_band)));
            let note = text(row.note.as_deref());
            let (town, page) = (Some("Nordre Land".into()), Some(ASSISTANCE.into()));
            archive.figure(report, place, Published { part, place: town, page, note, ..figure });
        }
    }
}

fn paid(archive: &mut Archive, report: Day) {
    for row in tables::trappa_social_assistance_paid() {
        let until = as_written("2017-01-01", "2017-11-01", "01.11.2017");
        // The sum of four persons stands at the figure of 2017 alone.
        let of_four = row.note.as_deref().filter(|note| note.starts_with("4 persons"));
        for (about, amount, note) in [
            (year(2016), row.paid_2016_nok, row.note.as_deref().filter(|_| of_four.is_none())),
            (until, row.paid_2017_until_1_nov_nok, row.note.as_deref()),
        ] {
            let figure = published("paid social assistance", Some(amount * 100), Unit::Ore, about, DOCUMENT);
            let part = Some(Label::from(format!("group={}", row.group)));
            let (place, page) = (Some("Nordre Land".into()), Some(ASSISTANCE.into()));
            let body = Published { part, place, page, note: text(note), ..figure };
            archive.figure(report, "trappa_social_assistance_paid.csv, chapter 4.3, lines 299-305", body);
        }
    }
}

/// One result a unit, since each has its own number of respondents; a question that a unit left open is left out.
fn staff(archive: &mut Archive) {
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
        let note = Some(
            "means on a scale from 1, not good, to 6, very good; Landmo's employees filled in no form and gave one joint \
             statement, of how many is unclear"
                .into(),
        );
        let body = SurveyResult { survey, respondents: row.respondents, scale: Scale::MeanHundredths, answers, note };
        archive.programme(asked(), "trappa_staff_survey.csv, chapter 5, lines 324-330 and 397-416", body);
    }
}

fn users(archive: &mut Archive) {
    let rows = tables::trappa_user_survey();
    let counts = |row: tables::UserAnswers| {
        let given = [
            ("poor", row.poor),
            ("less poor", row.less_poor),
            ("neither", row.neither),
            ("fairly good", row.fairly_good),
            ("very good", row.very_good),
        ];
        let sum: i64 = given.iter().filter_map(|(_, count)| *count).sum();
        let adds_up = (sum == i64::from(row.answers)).then_some(()).ok_or("the row does not add up to its answers");
        constant(adds_up, &row.question);
        (row.question.into(), given.into_iter().filter_map(|(answer, count)| Some((answer.into(), count?))).collect())
    };
    let answers = rows.into_iter().map(counts).collect();
    let note = Some(
        "21 answered, 8 of them settled refugees and 13 young; one question has 22 answers, three have 20; some were helped \
         by the learning centre, by an interpreter or asked by telephone; cells without a number are left out"
            .into(),
    );
    let survey = "user survey".into();
    let body = SurveyResult { survey, respondents: RESPONDENTS, scale: Scale::Counts, answers, note };
    archive.programme(asked(), "trappa_user_survey.csv, chapter 5, lines 332 and 474-482", body);
}
