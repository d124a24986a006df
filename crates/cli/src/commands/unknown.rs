//! What nobody stated, in tables for people: an amount that is not known is shown as such and not as nought. JSON and CSV have
//! the sum of what is known, with a count or a list of what is not.

use hovedbok_present::Section;
use serde_json::{Map, Value};

use crate::global::{Format, Global};

/// The fields of a row.
type Fields = Map<String, Value>;

/// Changes the rows of a table or workbook.
pub fn shown(global: &Global, mut section: Section, change: fn(&mut Fields)) -> Section {
    if matches!(global.format, Format::Table | Format::Xlsx) {
        section.change(|_, fields| change(fields));
    }
    section
}

fn number(fields: &Fields, key: &str) -> i64 {
    fields.get(key).and_then(Value::as_i64).unwrap_or_default()
}

fn is_null(fields: &Fields, key: &str) -> bool {
    fields.get(key).is_none_or(Value::is_null)
}

/// Takes out zeros that mean that a value is not known.
fn without_nought(fields: &mut Fields, keys: &[&str]) {
    for key in keys {
        if fields.get(*key).and_then(Value::as_i64) == Some(0) {
            fields.insert((*key).to_owned(), Value::Null);
        }
    }
}

/// What was attended and paid, by what is not recorded of it.
pub fn of_attendance(fields: &mut Fields) {
    let missing: Vec<String> = match fields.get("not_recorded") {
        Some(Value::Array(missing)) => missing.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        Some(_) | None => Vec::new(),
    };
    let lacks = |what: &str| missing.iter().any(|missing| missing == what);
    if lacks("attendance") {
        without_nought(fields, &["planned_minutes", "present_minutes"]);
    }
    if lacks("payment") && number(fields, "paid_days") == 0 {
        without_nought(fields, &["paid_days", "paid_ore"]);
    }
    if lacks("amount") {
        without_nought(fields, &["paid_ore"]);
    }
    if is_null(fields, "attended_ore") {
        without_nought(fields, &["compared_ore"]);
    }
}

/// The same of a provider or placement in `outcomes`.
pub fn of_shares(fields: &mut Fields) {
    if number(fields, "planned_minutes") == 0 {
        without_nought(fields, &["planned_minutes", "present_minutes"]);
    }
    if number(fields, "paid_days") == 0 {
        without_nought(fields, &["paid_days", "paid_ore"]);
    }
    if number(fields, "paid_not_stated") > 0 {
        without_nought(fields, &["paid_ore"]);
    }
    if is_null(fields, "above_attended_ore") {
        without_nought(fields, &["compared_ore"]);
    }
}

/// The money of a line: spending without an amount may be that of a grant or not, so that neither is known to be nought, also
/// where something is known of the other.
pub fn of_money(fields: &mut Fields) {
    if number(fields, "spent_not_stated") > 0 {
        without_nought(fields, &["spent_ore", "spent_direct_ore"]);
    }
}

/// The posts of a role: what they come to is known only if the share of one of them is.
pub fn of_posts(fields: &mut Fields) {
    if number(fields, "share_unknown") >= number(fields, "posts") {
        without_nought(fields, &["full_posts_hundredths"]);
    }
}

/// Full posts in hundredths beside shares in basis points, where they are known.
pub fn in_full_posts(fields: &mut Fields) {
    let hundredths = fields.get("share_bp").and_then(Value::as_i64).map(|share| (share + 50).div_euclid(100));
    fields.insert("full_posts_hundredths".to_owned(), hundredths.into());
    of_posts(fields);
}
