//! What is recorded today in the municipality to practise on.

use hovedbok_core::proposal::{Proposal, Subject};
use hovedbok_core::{FundId, Period, StreamId};
use serde_json::{Map, Value, json};

use super::{Made, PROGRAMME};
use crate::given::name;
use crate::ids;

/// An entry on each subject of which records have an end.
pub(super) fn proposals(made: &Made) -> Vec<Proposal> {
    let programme = || name(PROGRAMME);
    let on = Period::day(made.yesterday());
    let year = u16::try_from(made.yesterday().year()).unwrap_or(2000);
    let own = StreamId::Fund(FundId { programme: programme(), year, source: name("municipal") });
    let person = StreamId::Participant(ids::participant(&made.batch, 1));
    let due = json!(Period::day(made.today.plus_days(75)));
    let entries = [
        ("participant.reviewed", person, json!({ "review": "gjennomgang", "findings": ["følger planen"] })),
        (
            "plan.milestone_planned",
            StreamId::Plan(programme()),
            json!({
                "section": made.today.year().to_string(),
                "number": "10",
                "title": "Erfaringer er delt med nabokommunene",
                "responsible": "prosjektleder",
                "due": due,
            }),
        ),
        ("fund.spent", own, json!({ "amount_ore": 1_240_000, "purpose": "reise og møter" })),
        ("programme.body_met", StreamId::Programme(programme()), json!({ "body": "styringsgruppe" })),
        (
            "programme.report_due",
            StreamId::Programme(programme()),
            json!({ "report": "årsrapport", "due": due, "from": "prosjektleder" }),
        ),
        ("programme.staff_assigned", StreamId::Programme(programme()), json!({ "role": "veileder", "share_bp": 5000 })),
        (
            "risk.treated",
            StreamId::Risk(programme()),
            json!({ "number": "1", "treatment": "møte med næringsforeningen" }),
        ),
    ];
    let proposal = |(type_name, stream, fields): (&str, StreamId, Value)| Proposal {
        type_name: type_name.to_owned(),
        subject: Subject::Stream(stream),
        effective: Some(on.clone()),
        fields: if let Value::Object(fields) = fields { fields } else { Map::new() },
        id: None,
        on_behalf_of: None,
        source: None,
        origin: None,
    };
    entries.into_iter().map(proposal).collect()
}
