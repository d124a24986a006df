//! TRAPPA against its tables.

use std::collections::BTreeMap;

use hovedbok_core::Day;
use hovedbok_core::entries::programme::Scale;
use hovedbok_core::entries::{AbsenceEntry, Fact, PersonEntry, ProgrammeEntry};

use crate::folds::{Course, DEMO, day};

fn courses() -> Vec<Course> {
    DEMO.courses("TRAPPA", day("2017-12-31"), DEMO.end())
}

/// Placements with an open day in a year: provider and outcome in that year, one a person, provider and outcome.
fn cells(courses: &[Course], year: i32) -> BTreeMap<(String, String), usize> {
    let mut cells = BTreeMap::new();
    for course in courses {
        for (started, from, ended) in course.placements.values() {
            let last = ended.as_ref().map_or(Day::MAX, |(last, _)| *last);
            if from.year() > year || last.year() < year {
                continue;
            }
            let outcome = match ended {
                Some((last, ended)) if last.year() == year => ended.outcome.word(),
                _ => "still_in_measure",
            };
            *cells.entry((started.provider.as_str().to_owned(), outcome.to_owned())).or_default() += 1;
        }
    }
    cells
}

#[test]
fn fifty_seven_persons_by_target_group() {
    let courses = courses();
    assert_eq!(courses.len(), 57);
    let of = |group: &str| courses.iter().filter(|c| c.intake.target_group.as_str() == group).count();
    assert_eq!((of("under_30"), of("settled_refugees")), (46, 11));
    assert!(courses.iter().all(|course| course.intake.also.is_empty()));
    assert_eq!(courses.iter().map(|course| course.placements.len()).sum::<usize>(), 60);
}

#[test]
fn every_cell_of_the_table_comes_out() {
    let cell = |provider: &str, outcome: &str, count| ((provider.to_owned(), outcome.to_owned()), count);
    let courses = courses();
    assert_eq!(
        cells(&courses, 2016),
        BTreeMap::from([
            cell("Landmo", "work", 1),
            cell("Landmo", "state_measure", 1),
            cell("Landmo", "still_in_measure", 2),
            cell("Landmo", "unknown", 3),
            cell("ASVO", "to_other_provider", 2),
            cell("ASVO", "still_in_measure", 2),
            cell("ASVO", "state_measure", 1),
            cell("ASVO", "several_attempts", 1),
            cell("Sysselsetting", "work", 5),
            cell("Sysselsetting", "still_in_measure", 2),
            cell("Sysselsetting", "to_other_provider", 1),
            cell("Sysselsetting", "state_measure", 2),
            cell("Sysselsetting", "ended_without_contact", 1),
        ])
    );
    assert_eq!(
        cells(&courses, 2017),
        BTreeMap::from([
            cell("Landmo", "work_part", 1),
            cell("Landmo", "state_measure", 4),
            cell("Landmo", "education", 1),
            cell("Landmo", "health_follow_up", 1),
            cell("Landmo", "still_in_measure", 1),
            cell("Landmo", "learning_centre", 1),
            cell("ASVO", "still_in_measure", 4),
            cell("ASVO", "health_follow_up", 1),
            cell("ASVO", "education", 1),
            cell("ASVO", "state_measure", 1),
            cell("ASVO", "other", 2),
            cell("ASVO", "moved", 1),
            cell("Sysselsetting", "work", 5),
            cell("Sysselsetting", "education", 2),
            cell("Sysselsetting", "state_measure", 3),
            cell("Sysselsetting", "health_follow_up", 1),
            cell("Sysselsetting", "old_age_pension", 1),
            cell("Sysselsetting", "job_seeker", 1),
            cell("Sysselsetting", "moved", 1),
            cell("Sysselsetting", "learning_centre", 1),
            cell("Sysselsetting", "still_in_measure", 5),
            cell("Other municipal units", "unknown", 3),
        ])
    );
}

#[test]
fn persons_are_counted_once_a_provider_and_year() {
    let courses = courses();
    let at = |year: i32| {
        let open = |course: &&Course| {
            course.placements.values().any(|(_, from, ended)| {
                from.year() <= year && ended.as_ref().is_none_or(|(last, _)| last.year() >= year)
            })
        };
        courses.iter().filter(open).count()
    };
    assert_eq!((at(2016), at(2017)), (24, 42));
    let moved: Vec<&Course> = courses.iter().filter(|course| course.placements.len() == 2).collect();
    assert_eq!(moved.len(), 3);
    for course in moved {
        let second = course.placements.values().map(|(_, from, _)| *from).max().unwrap();
        assert!(day("2017-01-01") <= second && second <= day("2017-01-31"));
    }
}

#[test]
fn ten_are_left_sixteen_worked_or_learnt_twelve_went_to_the_state() {
    let courses = courses();
    assert_eq!(courses.iter().filter(|course| course.inside()).count(), 10);
    let ended = |words: &[&str]| {
        let ends = courses.iter().flat_map(|course| course.placements.values());
        ends.filter(|(_, _, ended)| ended.as_ref().is_some_and(|(_, e)| words.contains(&e.outcome.word()))).count()
    };
    assert_eq!(ended(&["work", "work_full", "work_part", "education"]), 16);
    assert_eq!(ended(&["state_measure"]), 12);
    let figures = DEMO.figures("TRAPPA");
    let published = |indicator: &str| figures.iter().find(|f| f.indicator.as_str() == indicator).unwrap().value;
    assert_eq!(published("placements_work_or_education"), Some(15));
    assert_eq!(published("state_measures"), Some(12));
    assert_eq!(published("still_in_measure"), Some(10));
    let of_part =
        |part: &str| figures.iter().find(|f| f.part.as_ref().is_some_and(|p| p.as_str() == part)).unwrap().value;
    assert_eq!(of_part("provider=Sysselsetting;year=2016"), Some(11));
    assert_eq!(of_part("provider=Other municipal units;year=2017"), Some(3));
    assert_eq!(of_part("target_group=settled_refugees"), Some(11));
}

#[test]
fn nobody_leaves_with_a_placement_open_or_comes_after_a_measure_began() {
    for course in courses() {
        let ends: Vec<Option<Day>> =
            course.placements.values().map(|(_, _, end)| end.as_ref().map(|(last, _)| *last)).collect();
        assert!(course.placements.values().all(|(_, from, _)| course.start <= *from));
        assert_eq!(course.inside(), ends.iter().any(Option::is_none));
        if let Some((last, _)) = course.exit {
            assert_eq!(ends.into_iter().flatten().max(), Some(last));
        }
        for (_, from, end) in course.placements.values() {
            assert!(end.as_ref().is_none_or(|(last, _)| from < last && *last < day("2017-11-15")));
        }
    }
}

#[test]
fn a_placement_at_asvo_was_attended_forty_per_cent() {
    let attended: Vec<_> = DEMO
        .persons()
        .flat_map(|history| history.rows())
        .filter_map(|row| match &row.fact {
            Fact::Person(PersonEntry::Absence(AbsenceEntry::Attendance(attended))) => Some(attended.as_ref()),
            _ => None,
        })
        .collect();
    assert_eq!(attended.len(), 1);
    assert_eq!(attended[0].present_minutes * 10, attended[0].planned_minutes * 4);
    let courses = courses();
    let placement = courses.iter().find_map(|course| course.placements.get(&attended[0].placement)).unwrap();
    assert_eq!(placement.0.provider.as_str(), "ASVO");
    assert!(placement.1 <= attended[0].period.start());
    assert!(placement.2.as_ref().is_none_or(|(last, _)| attended[0].period.end() <= *last));
}

#[test]
fn the_young_are_under_thirty_when_they_come() {
    let born = |history: &hovedbok_projection::History<Fact>| {
        history.rows().iter().find_map(|row| match &row.fact {
            Fact::Person(PersonEntry::Participant(hovedbok_core::entries::ParticipantEntry::Registered(r))) => {
                r.birth_month
            }
            _ => None,
        })
    };
    let mut young = 0;
    for history in DEMO.persons() {
        let start = history.rows().iter().find_map(|row| match &row.fact {
            Fact::Person(PersonEntry::Participant(hovedbok_core::entries::ParticipantEntry::Intake(i)))
                if i.target_group.as_str() == "under_30" =>
            {
                Some(row.holds)
            }
            _ => None,
        });
        if let Some(start) = start {
            let born = born(history).unwrap().first();
            assert!(born.plus_months(18 * 12) <= start && start < born.plus_months(30 * 12), "{born} {start}");
            young += 1;
        }
    }
    assert_eq!(young, 46);
}

#[test]
fn users_began_at_the_turn_of_august_and_september_2016_but_for_one_unit() {
    // Line 155; only the employment unit took people in as before.
    let starts = |provider: &str| -> Vec<Day> {
        let placements = courses().into_iter().flat_map(|course| course.placements.into_values());
        placements.filter(|(started, ..)| started.provider.as_str() == provider).map(|(_, from, _)| from).collect()
    };
    for provider in ["Landmo", "ASVO", "Other municipal units"] {
        assert!(starts(provider).iter().all(|from| *from >= day("2016-08-31")), "{provider}");
    }
    assert!(starts("Sysselsetting").iter().any(|from| *from < day("2016-08-31")));
}

#[test]
fn the_year_of_the_second_table_is_2017_and_the_star_stands_at_one_figure() {
    let figures = DEMO.figures("TRAPPA");
    let of = |indicator: &'static str| figures.iter().filter(move |f| f.indicator.as_str() == indicator);
    // Lines 287 and 297 say 2017, though a day of 2018 is printed.
    assert!(of("recipients of social assistance").all(|f| f.about.end() <= day("2017-11-01")));
    let starred: Vec<Option<i64>> = of("paid social assistance")
        .filter(|f| f.note.as_ref().is_some_and(|note| note.as_str().contains("569200")))
        .map(|f| f.value)
        .collect();
    assert_eq!(starred, [Some(74_600_000)], "line 304");
    assert!(figures.iter().all(|f| f.page.is_some()));
}

#[test]
fn the_surveys_stand_as_printed() {
    let surveys: Vec<_> = DEMO
        .programme("TRAPPA", "2017-12-31")
        .into_iter()
        .filter_map(|(_, entry)| match entry {
            ProgrammeEntry::SurveyResult(survey) => Some(survey.as_ref()),
            _ => None,
        })
        .collect();
    let named = |name: &str| *surveys.iter().find(|survey| survey.survey.as_str() == name).unwrap();
    let asvo = named("staff survey: ASVO");
    assert_eq!((asvo.respondents, asvo.scale), (4, Scale::MeanHundredths));
    assert_eq!(asvo.answers["effect on daily work"]["mean"], 470);
    assert_eq!(named("staff survey: Psykisk helse og rus").answers.len(), 2);
    let users = named("user survey");
    // Line 332 has 21; one row of the table adds up to 22 (line 479).
    assert_eq!((users.respondents, users.answers.len()), (21, 8));
    assert_eq!(users.answers["welcome at the place"]["very good"], 18);
    assert_eq!(users.answers["felt useful at the place"].values().sum::<i64>(), 22);
    assert!(!users.answers["welcome at the place"].contains_key("poor"), "the cell is empty");
}
