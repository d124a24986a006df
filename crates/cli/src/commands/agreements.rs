//! `agreements`.

use std::process::ExitCode;

use clap::Args;
use hovedbok_answers::questions::AgreementsOf;
use hovedbok_answers::{Question, Reply};
use hovedbok_present::{GivenUp, Section, words};
use serde::Serialize;

use super::ask;
use super::of_programme::OfProgramme;
use crate::exit::Failure;
use crate::global::{Format, Global};

/// Show agreements signed or failed, contracts, the tenders before them, and what is delivered under them.
#[derive(Debug, Args)]
pub struct Agreements {
    #[command(flatten)]
    programme: OfProgramme,
}

/// The columns of agreements.
const AGREEMENTS: [&str; 5] = ["programme", "party", "status", "on", "note"];

/// The columns of contracts.
const CONTRACTS: [&str; 7] = ["programme", "contract", "party", "on", "amount_ore", "until", "note"];

/// The columns of deliverables.
const DELIVERABLES: [&str; 7] = ["programme", "contract", "deliverable", "due", "received", "status", "days_late"];

/// The columns of steps of tenders.
const TENDERS: [&str; 7] = ["programme", "contract", "step", "on", "bids", "supplier", "note"];

/// The columns of tenders that few steps have a value in: a table has them only then.
const RARE: [&str; 3] = ["bids", "supplier", "note"];

/// The columns that a narrow table of steps of tenders gives up, the first one first.
pub const SPARE_OF_TENDERS: [GivenUp<&str>; 3] =
    [GivenUp::Below("note"), GivenUp::Below("supplier"), GivenUp::Out("programme")];

/// The columns that a narrow table of agreements or contracts gives up, the first one first.
pub const SPARE: [GivenUp<&str>; 4] =
    [GivenUp::Below("note"), GivenUp::Out("programme"), GivenUp::Below("until"), GivenUp::Below("on")];

/// The columns that a narrow table of deliverables gives up, the first one first.
pub const SPARE_OF_DELIVERABLES: [GivenUp<&str>; 3] =
    [GivenUp::Out("days_late"), GivenUp::Below("received"), GivenUp::Below("programme")];

/// The agreements, contracts, deliverables and steps of tenders, without the columns that the caller shows elsewhere.
pub fn tables(
    global: &Global,
    agreements: &[impl Serialize],
    contracts: &[impl Serialize],
    deliverables: &[impl Serialize],
    tenders: &[impl Serialize],
    without: &[&str],
) -> Vec<Section> {
    let columns = |all: &[&'static str]| -> Vec<&'static str> {
        all.iter().copied().filter(|column| !without.contains(column)).collect()
    };
    let own = Section::new(&columns(&AGREEMENTS), agreements)
        .about("AgreementRow")
        .giving_up(&SPARE)
        .or_else("no_agreements");
    let signed = Section::new(&columns(&CONTRACTS), contracts).giving_up(&SPARE);
    let mut due =
        Section::new(&columns(&DELIVERABLES), deliverables).about("DeliverableRow").giving_up(&SPARE_OF_DELIVERABLES);
    let mut steps = Section::new(&columns(&TENDERS), tenders).about("TenderRow").giving_up(&SPARE_OF_TENDERS);
    let say = |key| words::say(global.lang, key);
    if global.format != Format::Table {
        due.columns.extend(["days_late_least", "days_late_most"].map(str::to_owned));
        return vec![
            own,
            signed.titled(say("Contracts")),
            due.titled(say("Deliverables")),
            steps.titled(say("Tenders")),
        ];
    }
    steps = steps.without_empty(&RARE);
    let further = [signed.titled(say("Contracts")), due.titled(say("Deliverables")), steps.titled(say("Tenders"))];
    let further = further.into_iter().filter(|section| !section.is_empty());
    let own = (!own.is_empty() || contracts.is_empty() && tenders.is_empty()).then_some(own);
    own.into_iter().chain(further).collect()
}

impl Agreements {
    pub fn question(&self) -> Question {
        Question::Agreements(AgreementsOf { programme: self.programme.name() })
    }

    pub fn run(self, global: &Global) -> Result<ExitCode, Failure> {
        ask(global, &self.question(), |answer| {
            let Reply::Agreements(all) = &answer.result else { return Vec::new() };
            tables(global, &all.agreements, &all.contracts, &all.deliverables, &all.tenders, &[])
        })
    }
}
