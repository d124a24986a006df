//! The money of TRAPPA: the County Governor's grants, and the municipality's own frame.

use hovedbok_core::entries::codes::Certainty;
use hovedbok_core::entries::fund::{
    Appropriated, FundSpent, GrantAllocated, GrantCarryOverApplied, GrantDisbursed, GrantReceived, GrantSpent,
    GrantUnusedReported,
};
use hovedbok_core::{Name, Ore, Period, ShareBp, Text};

use super::people::PaidInFull;
use super::{ASVO, REPORT};
use crate::archive::Archive;
use crate::frame;
use crate::given::{date, day, kroner, name, period, text, written};
use crate::tables::{self, Spending};

/// Who gives, as the source of a fund is named.
const SOURCE: &str = "county_governor";
const GRANTS: &str = "grants.csv, chapter 2, line 103; assumed: the first day of the year, as only the year is given";
const SPENT: &str = "spending.csv, chapter 6, line 531; assumed: the grant less what is said to be left at the end; no spending of \
                     a year is printed";
const LEFT: &str = "spending.csv, chapter 6, line 531; assumed: that what is left is of the grant of 2017, and, for the application, \
                    that it was made: the report says that it will be; the rest is foreseen for the project's end";
const FRAME: &str =
    "spending.csv, chapter 6, line 531; assumed: the fund of 2016, as the frame is of the whole project";
const PAID: &str = "spending.csv, chapter 6, lines 531 and 535; assumed: the years, as the sum has none";
const ONE_PLACE: &str = "spending.csv, chapter 6, line 535; assumed: the place and its days; what was paid for it is not stated, \
                         and is part of the sum";

/// Puts in the money; one placement was paid in full whatever the attendance.
pub(super) fn put(archive: &mut Archive, paid: &PaidInFull) {
    let spending: Vec<Spending> = tables::spending().into_iter().filter(|row| row.programme == "TRAPPA").collect();
    let unused = spending.iter().find(|row| row.kind == "unspent");
    for grant in tables::grants().into_iter().filter(|grant| grant.programme == "TRAPPA") {
        let unused = unused.filter(|row| row.period == grant.year.to_string());
        one_grant(archive, &grant, unused);
    }
    for row in &spending {
        match row.kind.as_str() {
            "frame" => frame_of_the_municipality(archive, row),
            "spent" => paid_to_asvo(archive, row, paid),
            _ => {}
        }
    }
}

fn one_grant(archive: &mut Archive, given: &tables::Grant, unused: Option<&Spending>) {
    let fund = archive.fund_id(given.year, SOURCE);
    let grant: Name = name(&format!("TRAPPA-{}", given.year));
    let new_year = date(given.year.into(), 1, 1);
    let amount_ore = kroner(given.amount_nok);
    let received = GrantReceived {
        amount_ore,
        from: Text::from(given.given_by.as_str()),
        grant: None,
        purpose: None,
        certainty: None,
        note: text(given.note.as_deref()),
    };
    archive.fund(&fund, new_year, GRANTS, received);
    let allocated = GrantAllocated {
        grant: grant.clone(),
        recipient: Text::from(given.given_to.as_str()),
        amount_ore,
        purpose: "a stair of measures".into(),
        conditions: None,
        certainty: None,
        note: None,
    };
    archive.fund(&fund, new_year, GRANTS, allocated);
    archive.fund(
        &fund,
        new_year,
        GRANTS,
        GrantDisbursed { grant: grant.clone(), amount_ore, certainty: None, note: None },
    );
    let left = unused.map_or(0, |row| row.amount_nok);
    let spent = GrantSpent {
        grant: grant.clone(),
        amount_ore: Some(kroner(given.amount_nok - left)),
        purpose: "wages of the measure coordinator (50 %) and of project workers (50 % and 20 %), equipment, travel, telephone"
            .into(),
        supplier: None,
        voucher: None,
        kostra_function: None,
        kostra_type: None,
        for_period: None,
        placement: None,
        paid_share_bp: None,
        certainty: Some(Certainty::Approximate),
        note: Some("what was given less what the report says was not used".into()),
    };
    let last = date(given.year.into(), 12, 31).min(day(REPORT));
    archive.fund(&fund, period(new_year, last), SPENT, spent);
    if let Some(row) = unused {
        let certainty = Some(frame::certainty(&row.certainty));
        let amount_ore = kroner(row.amount_nok);
        let note = text(row.note.as_deref());
        let reported = GrantUnusedReported { grant: grant.clone(), amount_ore, certainty, note };
        archive.fund(&fund, day(REPORT), LEFT, reported);
        let announced = format!("announced: {}", row.note.as_deref().unwrap_or_default());
        let note = Some(Text::from(announced));
        let applied = GrantCarryOverApplied { grant, amount_ore, to_year: given.year, certainty, note };
        archive.fund(&fund, day(REPORT), LEFT, applied);
    }
}

fn frame_of_the_municipality(archive: &mut Archive, row: &Spending) {
    let fund = archive.fund_id(2016, "municipal");
    let body = Appropriated {
        amount_ore: kroner(row.amount_nok),
        purpose: Some(Text::from(format!("{}; frame of the whole project", row.what))),
        certainty: Some(frame::certainty(&row.certainty)),
        note: Some(Text::from(format!("for {}; {}", row.period, row.note.as_deref().unwrap_or_default()))),
    };
    archive.fund(&fund, day("2016-01-01"), FRAME, body);
}

fn paid_to_asvo(archive: &mut Archive, row: &Spending, paid: &PaidInFull) {
    let fund = archive.fund_id(2016, "municipal");
    let years: Period = written("2016-03-01", REPORT, &row.period);
    let spent = |amount_ore: Option<Ore>, for_period: Period, note: String| FundSpent {
        amount_ore,
        purpose: Text::from(row.what.as_str()),
        supplier: Some(ASVO.into()),
        voucher: None,
        kostra_function: None,
        kostra_type: None,
        for_period: Some(for_period),
        placement: None,
        paid_share_bp: None,
        certainty: Some(frame::certainty(&row.certainty)),
        note: Some(note.into()),
    };
    let of_one = FundSpent {
        placement: Some(paid.placement),
        paid_share_bp: Some(ShareBp(10_000)),
        ..spent(
            None,
            paid.period.clone(),
            format!("{}; the amount is not stated, and is part of the sum paid to ASVO", noted(row)),
        )
    };
    archive.fund(&fund, &paid.period, ONE_PLACE, of_one);
    let rest = spent(Some(kroner(row.amount_nok)), years.clone(), noted(row).to_owned());
    archive.fund(&fund, years, PAID, rest);
}

fn noted(row: &Spending) -> &str {
    row.note.as_deref().unwrap_or_default()
}
