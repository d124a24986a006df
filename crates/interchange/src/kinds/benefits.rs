//! Benefits: money paid to a person.

use hovedbok_core::Period;

use super::Kind;
use super::columns::{AMOUNT, CASE, ENROLMENT, ID, NOTE, PARTICIPANT, REFERENCE, SOURCE, column, required};
use super::line::Line;
use crate::headers::Field;
use crate::remark::Remark;

pub(super) const KIND: Kind =
    Kind::new("benefits", "a benefit paid to a person", "ytelser", FIELDS, &["benefit.paid"], row);

const WHY_PAID: &str = "the row has no day of payment: the last day that was paid for is used";

const FIELDS: &[Field] = &[
    PARTICIPANT,
    CASE,
    required(
        "kind",
        "ytelse",
        &["stønad", "type", "benefit"],
        "qualification_benefit (kvalifiseringsstønad), social_assistance_full (sosialhjelp fullt ut) or social_assistance_supplementary (supplerende sosialhjelp).",
        "kvalifiseringsstønad",
    ),
    AMOUNT,
    required(
        "for_period",
        "for periode",
        &["periode", "period", "måned", "month"],
        "The month or days that it was paid for.",
        "2016-05",
    ),
    column(
        "paid",
        "utbetalt",
        &["date", "dato", "utbetalingsdato"],
        "The day of payment; if empty, the last day of the period.",
        "20.05.2016",
    ),
    ENROLMENT,
    SOURCE,
    REFERENCE,
    NOTE,
    ID,
];

fn row(line: &mut Line<'_, '_>) {
    let period = line.period("for_period");
    let paid = match (line.peek("paid"), &period) {
        (Some(_), _) => line.ends("paid"),
        (None, Some(period)) => {
            let as_written = line.peek("for_period").unwrap_or_default();
            line.remark("for_period", Remark::new(as_written, format!("paid {}", period.end()), WHY_PAID));
            Some(Period::day(period.end()))
        }
        (None, None) => None,
    };
    let mut entry = line.about_person("benefit.paid", paid);
    line.take(&mut entry, &["enrolment", "kind", "amount"]);
    if let Some(period) = &period {
        entry.set_period("for_period", period);
    }
    line.take(&mut entry, &["note"]);
    line.make(entry);
}
