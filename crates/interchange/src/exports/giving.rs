//! 360Giving: grants as JSON (version 1.4 of the standard).
//!
//! Amounts are numbers in kroner with two decimals. A recipient that names more than one organisation, such as "21 projects in 17
//! municipalities", is marked with a classification.

use std::io::{self, Write};

use hovedbok_core::Day;
use hovedbok_core::money::kroner;
use serde::Serialize;
use serde_json::value::RawValue;

/// A grant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// Its id in the ledger: no two have the same.
    pub id: String,
    /// Its name.
    pub title: String,
    /// What it is for.
    pub description: String,
    /// Who receives it, as the ledger writes it.
    pub recipient: String,
    /// Who gives it.
    pub funder: String,
    /// The programme.
    pub programme: String,
    /// The day of the first decision.
    pub awarded: Day,
    /// How much was allocated, in øre.
    pub allocated_ore: i64,
    /// How much was paid out, in øre; nothing where no payment is recorded.
    pub disbursed_ore: Option<i64>,
    /// Whether the source gives an amount as approximate.
    pub approximate: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Row<'g> {
    id: &'g str,
    title: &'g str,
    description: &'g str,
    currency: &'static str,
    amount_awarded: Box<RawValue>,
    #[serde(skip_serializing_if = "Option::is_none")]
    amount_disbursed: Option<Box<RawValue>>,
    award_date: String,
    recipient_organization: [Organization<'g>; 1],
    funding_organization: [Organization<'g>; 1],
    grant_programme: [Programme<'g>; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    classifications: Vec<Classification>,
}

#[derive(Serialize)]
struct Organization<'g> {
    id: String,
    name: &'g str,
}

#[derive(Serialize)]
struct Programme<'g> {
    code: &'g str,
    title: &'g str,
}

#[derive(Serialize)]
struct Classification {
    vocabulary: &'static str,
    code: &'static str,
    title: &'static str,
}

/// The codes of the marks of a grant.
pub const MARKS: [&str; 2] = [NO_ORGANISATION.code, APPROXIMATE.code];

/// The marks of a grant.
const NO_ORGANISATION: Classification = Classification {
    vocabulary: "hovedbok",
    code: "recipient_not_an_organisation",
    title: "The recipient as it is recorded is not one organisation",
};
const APPROXIMATE: Classification =
    Classification { vocabulary: "hovedbok", code: "approximate", title: "The source gives the amount as approximate" };

/// Writes the grants. Without any the document would not be valid, so the caller refuses that first.
///
/// # Errors
/// When it cannot be written.
pub fn write(grants: &[Grant], out: &mut dyn Write) -> io::Result<u64> {
    out.write_all(b"{\"version\":\"1.4\",\"grants\":[")?;
    for (at, grant) in grants.iter().enumerate() {
        out.write_all(if at == 0 { b"\n" } else { b",\n" })?;
        let mut classifications = Vec::new();
        if !is_organisation(&grant.recipient) {
            classifications.push(NO_ORGANISATION);
        }
        if grant.approximate {
            classifications.push(APPROXIMATE);
        }
        let row = Row {
            id: &grant.id,
            title: &grant.title,
            description: &grant.description,
            currency: "NOK",
            amount_awarded: amount(grant.allocated_ore)?,
            amount_disbursed: grant.disbursed_ore.map(amount).transpose()?,
            award_date: grant.awarded.to_string(),
            recipient_organization: [organization(&grant.recipient)],
            funding_organization: [organization(&grant.funder)],
            grant_programme: [Programme { code: &grant.programme, title: &grant.programme }],
            classifications,
        };
        serde_json::to_writer(&mut *out, &row)?;
    }
    out.write_all(b"]}\n")?;
    Ok(grants.len() as u64)
}

/// Øre as a number in kroner, digit by digit: no float holds every amount.
fn amount(ore: i64) -> io::Result<Box<RawValue>> {
    Ok(RawValue::from_string(kroner(i128::from(ore)).replace(' ', ""))?)
}

/// An organisation that nobody has registered: its id is made of its name.
fn organization(name: &str) -> Organization<'_> {
    let mut slug = String::new();
    for c in name.to_lowercase().chars() {
        match c {
            c if c.is_alphanumeric() => slug.push(c),
            _ if !slug.is_empty() && !slug.ends_with('-') => slug.push('-'),
            _ => {}
        }
    }
    Organization { id: format!("hovedbok-org-{}", slug.trim_end_matches('-')), name }
}

/// Words for several recipients that are not named.
const SEVERAL: [&str; 12] = [
    "diverse",
    "various",
    "several",
    "flere",
    "ulike",
    "projects",
    "prosjekter",
    "prosjekt",
    "municipalities",
    "kommuner",
    "recipients",
    "mottakere",
];

/// Whether a recipient can be one organisation: nothing is counted, none are several, and several are not joined.
pub fn is_organisation(recipient: &str) -> bool {
    let lower = recipient.to_lowercase();
    let counts = recipient.trim_start().starts_with(|first: char| first.is_ascii_digit());
    let several = lower.split(|c: char| !c.is_alphanumeric()).any(|word| SEVERAL.contains(&word));
    !counts && !several && !recipient.contains("; ") && lower.chars().any(char::is_alphabetic)
}
