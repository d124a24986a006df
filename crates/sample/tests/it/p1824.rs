//! P1824 against its report.

use hovedbok_core::entries::ProgrammeEntry;
use hovedbok_core::entries::codes::{BenefitKind, NoBaseline};
use hovedbok_core::entries::programme::Baseline;
use hovedbok_core::{Day, Month};

use crate::folds::{Course, DEMO, day};

fn courses(as_of: Day) -> Vec<Course> {
    DEMO.courses("P1824", as_of, DEMO.end())
}

fn of_cohort(course: &&Course) -> bool {
    course.intake.cohorts.iter().any(|cohort| cohort.as_str() == "2007-12")
}

#[test]
fn the_cohort_is_428_and_50_of_it_are_left() {
    let courses = courses(day("2010-12-31"));
    let cohort: Vec<&Course> = courses.iter().filter(of_cohort).collect();
    assert_eq!(cohort.len(), 428);
    assert!(cohort.iter().all(|course| course.start == day("2007-12-31") && course.receives(day("2007-12-31"))));
    assert_eq!(cohort.iter().filter(|course| course.receives(day("2009-12-31"))).count(), 50);
    assert_eq!(cohort.iter().filter(|course| course.receives(day("2009-12-01"))).count(), 50);
}

#[test]
fn leaving_assistance_is_no_exit_and_leaving_by_age_is() {
    let courses = courses(day("2009-12-31"));
    let cohort: Vec<&Course> = courses.iter().filter(of_cohort).collect();
    let on = day("2009-12-31");
    let inside_unpaid = cohort.iter().filter(|course| course.inside() && !course.receives(on)).count();
    let gone_unpaid = cohort.iter().filter(|course| !course.inside() && !course.receives(on)).count();
    let gone_paid = cohort.iter().filter(|course| !course.inside() && course.receives(on)).count();
    assert!(inside_unpaid > 0 && gone_unpaid > 0 && gone_paid > 0, "{inside_unpaid} {gone_unpaid} {gone_paid}");
    assert!(courses.iter().filter(|course| !of_cohort(course)).all(Course::inside));
}

#[test]
fn the_stock_stays_about_the_same_and_full_support_falls_under_half_in_may_2010() {
    let courses = courses(day("2010-12-31"));
    let mut month = Month::new(2007, 12).unwrap();
    while month <= Month::new(2010, 8).unwrap() {
        let paid =
            courses.iter().flat_map(|course| &course.paid).filter(|(_, paid)| paid.for_period.contains(month.first()));
        let kinds: Vec<BenefitKind> = paid.map(|(_, paid)| paid.kind).collect();
        assert!((420..=460).contains(&kinds.len()), "{month}: {}", kinds.len());
        let full = kinds.iter().filter(|kind| **kind == BenefitKind::SocialAssistanceFull).count();
        let under_half = full * 2 < kinds.len();
        assert_eq!(under_half, month >= Month::new(2010, 5).unwrap(), "{month}: {full} of {}", kinds.len());
        month = month.next();
    }
}

#[test]
fn nothing_is_paid_after_the_statistics_end() {
    // Line 30: the last statistics are of August 2010, and of the cohort only the 428 and the 50 are printed.
    let courses = courses(day("2010-12-31"));
    let paid = courses.iter().flat_map(|course| &course.paid);
    assert_eq!(paid.map(|(_, paid)| paid.for_period.end()).max(), Some(day("2010-08-31")));
    let cohort = courses.iter().filter(of_cohort);
    assert_eq!(cohort.filter(|course| course.receives(day("2010-08-31"))).count(), 50);
}

#[test]
fn what_was_paid_in_2010_is_what_was_published() {
    let courses = courses(day("2010-12-31"));
    let span = day("2010-01-01")..=day("2010-08-31");
    let paid =
        courses.iter().flat_map(|course| &course.paid).filter(|(_, paid)| span.contains(&paid.for_period.start()));
    assert_eq!(paid.map(|(_, paid)| paid.amount_ore.get()).sum::<i64>(), 1_090_000_000);
    let figures = DEMO.figures("P1824");
    let sums: Vec<Option<i64>> =
        figures.iter().filter(|f| f.indicator.as_str().starts_with("paid social")).map(|f| f.value).collect();
    assert_eq!(sums, [Some(947_000_000), Some(1_090_000_000)]);
}

#[test]
fn nobody_is_paid_twice_for_a_month_nor_before_the_intake() {
    for course in courses(day("2010-12-31")) {
        let mut months: Vec<Day> = course.paid.iter().map(|(_, paid)| paid.for_period.start()).collect();
        let count = months.len();
        months.sort();
        months.dedup();
        assert_eq!(months.len(), count);
        assert!(course.paid.iter().all(|(day, _)| course.start <= *day));
        assert!(count > 0);
    }
}

#[test]
fn the_recruitment_goal_has_no_baseline() {
    let baselines: Vec<Baseline> = DEMO
        .programme("P1824", "2010-12-31")
        .into_iter()
        .filter_map(|(_, entry)| match entry {
            ProgrammeEntry::GoalSet(goal) => Some(goal.baseline),
            _ => None,
        })
        .collect();
    let (measured, without): (Vec<_>, Vec<_>) =
        baselines.into_iter().partition(|baseline| *baseline != Baseline::Missing(NoBaseline::NotApplicable));
    assert_eq!(measured, [Baseline::Value(428), Baseline::Missing(NoBaseline::NotRecorded)]);
    // Goals whose expected result was never defined, or which count what there is (lines 18, 20, 30, 102, 222).
    assert_eq!(without.len(), 5);
}

#[test]
fn shares_about_the_group_are_figures() {
    let figures = DEMO.figures("P1824");
    let figure = |indicator: &str| figures.iter().find(|f| f.indicator.as_str() == indicator).unwrap();
    assert_eq!(figure("share of men among users").value, Some(4950));
    assert_eq!(figure("change in share on full support, Drammen").value, Some(-2000));
    assert_eq!(figure("new applicants per year at the start").value, None);
    let full = figure("full_support_share");
    assert_eq!((full.value, full.below, full.about.end()), (None, Some(5000), day("2010-05-31")));
    assert_eq!(figure("cohort_receiving").value, Some(50));
}
