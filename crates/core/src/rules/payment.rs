//! Payment against attendance: a rule over money and persons together.

use std::collections::BTreeMap;

use super::{Rule, Violation, short};
use crate::day::Period;
use crate::entries::{AbsenceEntry, FundEntry, PersonEntry};
use crate::ids::{Name, PlacementId, Seq};
use crate::money::{ShareBp, basis_points, kroner};
use crate::row::Row;

/// Who was there: attendance by placement, gathered over all persons, at the placements that somebody was paid for.
#[derive(Debug, Clone)]
pub struct Attendance {
    placements: BTreeMap<PlacementId, Vec<Counted>>,
}

#[derive(Debug, Clone)]
struct Counted {
    seq: Seq,
    period: Period,
    planned: i64,
    present: i64,
}

impl Attendance {
    /// Nothing learnt yet, for these payments.
    pub fn paid_for<'r>(payments: impl IntoIterator<Item = &'r Row<FundEntry>>) -> Attendance {
        let paid = payments.into_iter().filter_map(|row| row.fact.paid_for_a_placement());
        Attendance { placements: paid.map(|paid| (paid.placement, Vec::new())).collect() }
    }

    /// Learns from one person's rows.
    pub fn learn(&mut self, rows: &[&Row<PersonEntry>]) {
        for row in rows {
            if let PersonEntry::Absence(AbsenceEntry::Attendance(body)) = &row.fact
                && let Some(counted) = self.placements.get_mut(&body.placement)
            {
                counted.push(Counted {
                    seq: row.seq,
                    period: body.period.clone(),
                    planned: body.planned_minutes.into(),
                    present: body.present_minutes.into(),
                });
            }
        }
    }
}

/// Money paid for a placement at a higher share than was attended in the days paid for. Where no attendance is recorded
/// nothing can be said. The entries are the payment and the attendance; the weight is the difference in basis points.
pub fn payment(programme: &Name, rows: &[&Row<FundEntry>], attendance: &Attendance) -> Vec<Violation> {
    let above = rows.iter().filter_map(|row| {
        let paid = row.fact.paid_for_a_placement()?;
        let share = i64::from(paid.share.0);
        let overlaps = |counted: &&Counted| paid.period.is_none_or(|period| period.overlaps(&counted.period));
        let counted: Vec<_> = attendance.placements.get(&paid.placement)?.iter().filter(overlaps).collect();
        let planned = counted.iter().fold(0i64, |sum, c| sum.saturating_add(c.planned));
        let present = counted.iter().fold(0i64, |sum, c| sum.saturating_add(c.present));
        let attended = basis_points(present, planned)?;
        if i128::from(share) * i128::from(planned) <= i128::from(present) * 10_000 {
            return None;
        }
        let attended_share = ShareBp(u32::try_from(attended).unwrap_or(u32::MAX));
        let period = paid.period.map(|period| format!(" for {period}")).unwrap_or_default();
        let place = short(paid.placement);
        let what = match paid.amount {
            Some(amount) => format!(
                "{} kroner were paid for placement {place}{period} at {}, but attendance was {attended_share}",
                kroner(amount.get().into()),
                paid.share
            ),
            None => format!(
                "placement {place}{period} was paid at {}, but attendance was {attended_share}; the amount is not stated",
                paid.share
            ),
        };
        let mut entries = vec![row.seq];
        entries.extend(counted.iter().map(|counted| counted.seq));
        let violation = Violation::new(Rule::PaidAboveAttended, entries, what).about(Some(programme));
        Some(violation.weighing(share.saturating_sub(attended)))
    });
    above.collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::rules::given::{Step, lines, told};

    const P1: &str = "a1000000-0000-4000-8000-000000000000";
    const P2: &str = "a2000000-0000-4000-8000-000000000000";

    fn spent(what: &'static str, placement: &str, share: u32, period: Option<(&str, &str)>) -> Step {
        let mut body =
            json!({"amount_ore": 1_000_000, "purpose": "place", "placement": placement, "paid_share_bp": share});
        if let Some((start, end)) = period {
            body["for_period"] = json!({"start": start, "end": end});
        }
        if what == "grant.spent" {
            body["grant"] = "g1".into();
        }
        ("2016-06-30", what, body)
    }

    fn attended(start: &'static str, end: &str, planned: u32, present: u32) -> Step {
        let body = json!({"placement": P1, "period": {"start": start, "end": end}, "planned_minutes": planned,
            "present_minutes": present});
        (start, "attendance.recorded", body)
    }

    fn judge(payments: &[Step], attendance: &[Step]) -> Vec<String> {
        let persons = told::<PersonEntry>(attendance, true);
        let money = told::<FundEntry>(payments, true);
        let mut there = Attendance::paid_for(money.rows());
        there.learn(&persons.rows());
        lines(&payment(&"TRAPPA".parse().unwrap(), &money.rows(), &there))
    }

    #[test]
    fn a_share_paid_above_the_share_attended_is_found() {
        let attendance =
            [attended("2016-05-01", "2016-05-31", 1000, 1000), attended("2016-06-01", "2016-06-30", 1000, 400)];
        let june = Some(("2016-06-01", "2016-06-30"));
        assert_eq!(
            judge(&[spent("fund.spent", P1, 10000, june)], &attendance),
            [
                "paid_above_attended [#1 #2] 6000: 10 000.00 kroner were paid for placement a1000000 for 2016-06-01 to 2016-06-30 at \
             100.00 %, but attendance was 40.00 %",
            ]
        );
        assert_eq!(
            judge(&[spent("grant.spent", P1, 10000, None)], &attendance),
            [
                "paid_above_attended [#1 #1 #2] 3000: 10 000.00 kroner were paid for placement a1000000 at 100.00 %, but attendance was \
             70.00 %",
            ]
        );
        for fair in [spent("fund.spent", P1, 4000, june), spent("fund.spent", P2, 10000, june)] {
            assert_eq!(judge(&[fair], &attendance), Vec::<String>::new());
        }
        assert_eq!(judge(&[spent("fund.spent", P1, 10000, june)], &attendance[..1]), Vec::<String>::new());
    }

    #[test]
    fn a_share_is_compared_though_the_amount_is_not_stated() {
        let attendance = [attended("2016-06-01", "2016-06-30", 1000, 400)];
        let (day, what, mut body) = spent("fund.spent", P1, 10000, Some(("2016-06-01", "2016-06-30")));
        body.as_object_mut().unwrap().remove("amount_ore");
        assert_eq!(
            judge(&[(day, what, body)], &attendance),
            [
                "paid_above_attended [#1 #1] 6000: placement a1000000 for 2016-06-01 to 2016-06-30 was paid at 100.00 %, but \
             attendance was 40.00 %; the amount is not stated",
            ]
        );
    }

    #[test]
    fn a_third_is_compared_exactly() {
        let attendance = [attended("2016-06-01", "2016-06-30", 3, 1)];
        assert_eq!(judge(&[spent("fund.spent", P1, 3333, None)], &attendance), Vec::<String>::new());
        assert_eq!(judge(&[spent("fund.spent", P1, 3334, None)], &attendance).len(), 1);
    }

    #[test]
    fn nothing_planned_says_nothing() {
        let attendance = [attended("2016-06-01", "2016-06-30", 0, 0)];
        assert_eq!(judge(&[spent("fund.spent", P1, 10000, None)], &attendance), Vec::<String>::new());
    }
}
