//! The programme to practise on: its plan, its money with two grants, a goal, a body, reports and a risk.

use hovedbok_core::entries::codes::{TargetKind, Unit};
use hovedbok_core::entries::fund::{
    Appropriated, FundSpent, GrantAllocated, GrantCommitted, GrantDisbursed, GrantReceived, GrantSpent,
};
use hovedbok_core::entries::plan::{
    MilestoneCompleted, MilestonePlanned, MilestonePostponed, MilestoneRescheduled, VersionApproved,
};
use hovedbok_core::entries::programme::{
    Baseline, BodyEstablished, BodyMet, Established, GoalSet, ReportDue, ReportReceived, StaffAssigned, TargetSet,
};
use hovedbok_core::entries::risk::{Assessed, Degree, Identified};
use hovedbok_core::entries::{Fact, FundEntry, PlanEntry, ProgrammeEntry, RiskEntry};
use hovedbok_core::field::List;
use hovedbok_core::{Day, FundId, Label, Period, ShareBp, StreamId, Text};

use super::{Made, PROGRAMME};
use crate::archive::When;
use crate::given::{constant, kroner, name, period};
use crate::ids;

/// A milestone: number, what is to be reached, who is responsible, how many days from today it is due, and what became of it.
struct Milestone(&'static str, &'static str, &'static str, i64, Became);

/// What became of a milestone, by how many days before today.
enum Became {
    Open,
    Completed(i64),
    /// Given another deadline, some days from today.
    Rescheduled(i64),
    Postponed(i64),
}

const MILESTONES: [Milestone; 9] = [
    Milestone("1", "Prosjektleder er ansatt", "kommunedirektør", -150, Became::Completed(155)),
    Milestone("2", "Avtaler med tre tiltaksarrangører", "prosjektleder", -110, Became::Completed(98)),
    Milestone("3", "Rutine for kartlegging er tatt i bruk", "fagleder", -60, Became::Completed(62)),
    Milestone("4", "Kurs for alle veiledere er holdt", "fagleder", -25, Became::Open),
    Milestone("5", "Brukerundersøkelse er sendt ut", "prosjektleder", -12, Became::Rescheduled(18)),
    Milestone("6", "Avtale med videregående skole", "prosjektleder", 9, Became::Open),
    Milestone("7", "Statusrapport til kommunestyret", "prosjektleder", 24, Became::Open),
    Milestone("8", "Fellessamling med arbeidsgivere", "prosjektleder", 47, Became::Postponed(5)),
    Milestone("9", "Plan for videreføring er vedtatt", "kommunedirektør", 95, Became::Open),
];

/// Puts in all that is not about a person.
pub(super) fn put(made: &mut Made) {
    of_programme(made);
    plan(made);
    money(made);
    risks(made);
}

fn of_programme(made: &mut Made) {
    let stream = StreamId::Programme(name(PROGRAMME));
    let begun = made.ago(600);
    let mut put = |when: Day, entry: ProgrammeEntry| {
        made.record(stream.clone(), when.when(), when, Fact::Programme(entry));
    };
    let established = Established {
        owner: "Fjordvik kommune".into(),
        legal_basis: Some("sosialtjenesteloven kapittel 4".into()),
        period: period(begun, begun.plus_days(3 * 365)),
        title: Some("Steg for steg til arbeid".into()),
        note: None,
    };
    put(begun, established.into());
    let goal = name("til-arbeid");
    let set = GoalSet {
        goal: goal.clone(),
        indicator: "exits_work_or_education".into(),
        baseline: Baseline::Value(0),
        cohort: None,
        note: None,
    };
    put(begun, set.into());
    let target = TargetSet {
        goal,
        kind: TargetKind::Point,
        value: 12,
        unit: Unit::Persons,
        direction: None,
        office: None,
        period: period(begun, begun.plus_days(2 * 365)),
        note: None,
    };
    put(begun, target.into());
    let body = Text::from("styringsgruppe");
    let group = BodyEstablished {
        body: body.clone(),
        meetings_per_year: Some(4),
        meetings_from: Some(begun),
        until: None,
        note: None,
    };
    put(begun, group.into());
    let staff = StaffAssigned {
        role: "prosjektleder".into(),
        share_bp: Some(ShareBp(10_000)),
        office: None,
        until: None,
        note: None,
    };
    put(begun.plus_days(45), staff.into());
    for days in [520, 430, 335, 250, 160, 70] {
        put(begun.plus_days(600 - days), BodyMet { body: body.clone(), note: None }.into());
    }
    let today = begun.plus_days(600);
    let reports =
        [("halvårsrapport 1", -200, Some(205)), ("halvårsrapport 2", -20, None), ("halvårsrapport 3", 16, None)];
    for (report, due, received) in reports {
        let due = Period::day(today.plus_days(due));
        put(begun, ReportDue { report: report.into(), due, from: Some("prosjektleder".into()), note: None }.into());
        if let Some(days) = received {
            let from = Some(Text::from("prosjektleder"));
            let delivered = ReportReceived { report: report.into(), from, about: None, note: None };
            put(today.plus_days(-days), delivered.into());
        }
    }
}

fn plan(made: &mut Made) {
    let stream = StreamId::Plan(name(PROGRAMME));
    let planned = made.ago(220);
    let (today, batch) = (made.today, made.batch.clone());
    let section = Label::from(today.year().to_string());
    let mut put = |when: Day, entry: PlanEntry| {
        made.record(stream.clone(), when.when(), when, Fact::Plan(entry));
    };
    put(planned, VersionApproved { version: "1.0".into(), note: None }.into());
    for (row, Milestone(number, title, responsible, due, became)) in (1..).zip(MILESTONES) {
        let milestone = ids::milestone(&batch, row);
        let entry = MilestonePlanned {
            milestone,
            section: section.clone(),
            number: Some(number.into()),
            title: title.into(),
            responsible: Some(responsible.into()),
            due: Some(Period::day(today.plus_days(due))),
            must_follow: List::default(),
            not_after: List::default(),
            status_as_written: None,
            note: None,
        };
        put(planned, entry.into());
        let by = |days: i64| Period::day(today.plus_days(days));
        match became {
            Became::Open => {}
            Became::Completed(days) => {
                let done = MilestoneCompleted { milestone, status_as_written: None, note: None };
                put(today.plus_days(-days), done.into());
            }
            Became::Rescheduled(days) => {
                let later = MilestoneRescheduled { milestone, due: by(days), note: None };
                put(today.plus_days(-14), later.into());
            }
            Became::Postponed(days) => {
                let off = MilestonePostponed { milestone, due: None, status_as_written: None, note: None };
                put(today.plus_days(-days), off.into());
            }
        }
    }
}

fn money(made: &mut Made) {
    let yesterday = made.yesterday();
    let year = u16::try_from(yesterday.year()).unwrap_or(2000);
    let new_year = yesterday.plus_days(-yesterday.days_since(first_of_year(yesterday)));
    let fund = |source: &str| StreamId::Fund(FundId { programme: name(PROGRAMME), year, source: name(source) });
    let (own, state) = (fund("municipal"), fund("621.63"));
    // In the first days of a year everything is of its first days.
    let on = |days: i64| new_year.plus_days(days).min(yesterday);
    let mut put = |stream: &StreamId, when: Day, entry: FundEntry| {
        made.record(stream.clone(), when.when(), when, Fact::Fund(entry));
    };
    let (purpose, certainty, note) = (Some(Text::from("STEG")), None, None);
    let budget = Appropriated { amount_ore: kroner(3_200_000), purpose: purpose.clone(), certainty, note };
    put(&own, on(0), budget.into());
    let from_state = GrantReceived {
        amount_ore: kroner(1_400_000),
        from: "direktoratet".into(),
        grant: None,
        purpose,
        certainty: None,
        note: None,
    };
    put(&state, on(20), from_state.into());
    let grants = [
        ("verksted", "Fjordvik Verksted", 820_000, 600_000, [210_000, 185_500]),
        ("skole", "Fjordvik Læringssenter", 430_000, 215_000, [96_000, 41_250]),
    ];
    for (grant, recipient, allocated, disbursed, spent) in grants {
        let grant = name(grant);
        let purpose = Text::from("tiltaksplasser");
        let set_aside = GrantAllocated {
            grant: grant.clone(),
            recipient: recipient.into(),
            amount_ore: kroner(allocated),
            purpose: purpose.clone(),
            conditions: Some("rapport hvert halvår".into()),
            certainty: None,
            note: None,
        };
        put(&state, on(30), set_aside.into());
        let letter =
            GrantCommitted { grant: grant.clone(), amount_ore: kroner(allocated), certainty: None, note: None };
        put(&state, on(38), letter.into());
        let paid = GrantDisbursed { grant: grant.clone(), amount_ore: kroner(disbursed), certainty: None, note: None };
        put(&state, on(52), paid.into());
        for (amount, days) in spent.into_iter().zip([110, 190]) {
            let used = GrantSpent {
                grant: grant.clone(),
                amount_ore: Some(kroner(amount)),
                purpose: purpose.clone(),
                supplier: Some(recipient.into()),
                voucher: None,
                kostra_function: None,
                kostra_type: None,
                for_period: None,
                placement: None,
                paid_share_bp: None,
                certainty: None,
                note: None,
            };
            put(&state, on(days), used.into());
        }
    }
    for (amount, days) in [(412_000, 95), (398_500, 185), (405_750, 275)] {
        let wages = FundSpent {
            amount_ore: Some(kroner(amount)),
            purpose: "prosjektleder og veiledere".into(),
            supplier: None,
            voucher: None,
            kostra_function: None,
            kostra_type: None,
            for_period: None,
            placement: None,
            paid_share_bp: None,
            certainty: None,
            note: None,
        };
        if new_year.plus_days(days) <= yesterday {
            put(&own, on(days), wages.into());
        }
    }
}

/// The first day of the year of a day.
fn first_of_year(day: Day) -> Day {
    Day::new(day.year(), 1, 1).unwrap_or(day)
}

fn risks(made: &mut Made) {
    let stream = StreamId::Risk(name(PROGRAMME));
    let on = made.ago(215);
    let mut put = |when: Day, entry: RiskEntry| {
        made.record(stream.clone(), when.when(), when, Fact::Risk(entry));
    };
    let number = Label::from("1");
    let found = Identified {
        number: number.clone(),
        text: "for få plasser hos lokale arbeidsgivere".into(),
        consequences: Some("deltakere blir ventende".into()),
        note: None,
    };
    put(on, found.into());
    let [probability, consequence] = [3_u8, 4].map(|degree| constant(Degree::try_from(degree), "degree"));
    put(on.plus_days(6), Assessed { number, probability, consequence, note: None }.into());
}
