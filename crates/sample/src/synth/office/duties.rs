//! The duties of a synthetic programme, its offices, how they were visited and reviewed, and what was recommended.

use hovedbok_core::entries::codes::{CohortTakes, DutyEach, DutyKind, Every, RecommendationOutcome, TenderStep};
use hovedbok_core::entries::programme::{
    BodyDissolved, BodyEstablished, BodyMemberJoined, BodyMemberLeft, CaseloadNormSet, CohortDefined, ContractSigned,
    DeliverableDue, DeliverableReceived, DutySet, OfficeJoined, OfficeLeft, RecommendationAnswered, RecommendationMade,
    ReportReceived, StaffAssigned, StaffEnded, TenderStepped, TermsChanged, UnitReviewed, VisitMade,
};
use hovedbok_core::field::List;
use hovedbok_core::{Day, Ore, Period};
use rand::RngExt;

use super::Year;
use crate::given::name;
use crate::synth::words;

/// The office that takes part from the first year on.
const OFFICE: &str = "Office of the programme";

impl Year<'_> {
    /// Set in the first year; what is done of them is done in every year, but for a quarter.
    pub(super) fn duties(&mut self) {
        let first = self.first;
        if first.year() == 2006 {
            let plain = |duty: &str, what, subject: &str, every| DutySet {
                duty: name(duty),
                what,
                subject: subject.into(),
                by: None,
                each: None,
                every,
                least: None,
                most: None,
                average_hundredths: None,
                phase: None,
                until: None,
                due: None,
                days_after: None,
                note: None,
            };
            let report = DutySet {
                days_after: Some(14),
                ..plain("quarterly", DutyKind::Report, "quarterly report", Every::Quarter)
            };
            let visit =
                DutySet { each: Some(DutyEach::Office), ..plain("visits", DutyKind::Visit, "the office", Every::Year) };
            for duty in [report, visit] {
                self.programme(first, duty);
            }
            self.cohort();
        }
        for quarter in 0..3 {
            let on = self.day(quarter * 91 + 92, quarter * 91 + 104);
            let report = ReportReceived { report: "quarterly report".into(), from: None, about: None, note: None };
            self.programme(on, report);
        }
    }

    /// Whom an evaluation follows: those taken in during the year.
    fn cohort(&mut self) {
        let cohort = CohortDefined {
            cohort: name(&format!("taken-in-{}", self.first.year())),
            takes: CohortTakes::TakenIn,
            days: self.whole(),
            office: List::default(),
            target_group: List::default(),
            provider: List::default(),
            measure: List::default(),
            status: List::default(),
            age_band: List::default(),
            step: List::default(),
            counsellor: List::default(),
            note: None,
        };
        self.programme(self.first, cohort);
    }

    /// The offices of the year: one that stays, one that comes and goes.
    pub(super) fn offices(&mut self) {
        let (first, year) = (self.first, self.first.year());
        if year == 2006 {
            self.joined(first, OFFICE);
        }
        let other = format!("office {year}");
        let on = self.day(5, 40);
        self.joined(on, &other);
        let on = self.day(250, 330);
        self.programme(on, OfficeLeft { office: other.as_str().into(), note: None });
        let on = self.day(60, 120);
        self.programme(on, VisitMade { to: OFFICE.into(), by: None, note: None });
        let on = self.day(130, 200);
        let rng = &mut self.bundle.rng;
        let reviewed = UnitReviewed {
            unit: OFFICE.into(),
            review: format!("review of {year}").into(),
            criteria: List(vec!["routines".into()]),
            findings: List(vec![words::sentence(rng)]),
            follow_up_by: Some(on.plus_days(90)),
            note: words::note(rng),
        };
        self.programme(on, reviewed);
        let recommendation = name(&format!("routines-{year}"));
        let made = RecommendationMade {
            recommendation: recommendation.clone(),
            text: words::sentence(&mut self.bundle.rng),
            made_by: "review".into(),
            responsible: Some("head of office".into()),
            due: Some(on.plus_days(90)),
            note: None,
        };
        self.programme(on, made);
        let answered = self.bundle.days(20, 120);
        let outcome = RecommendationOutcome::Done;
        self.programme(on.plus_days(answered), RecommendationAnswered { recommendation, outcome, note: None });
    }

    /// Who was in a body, what was bought, and what else changed.
    pub(super) fn partners(&mut self) {
        let (first, year) = (self.first, self.first.year());
        let owner = Some(words::place(&mut self.bundle.rng));
        let on = self.day(1, 30);
        self.programme(on, TermsChanged { owner, legal_basis: None, period: None, note: None });
        let body = format!("working group {year}");
        let established = BodyEstablished {
            body: body.as_str().into(),
            meetings_per_year: None,
            meetings_from: None,
            until: None,
            note: None,
        };
        self.programme(first, established);
        let organisation = words::place(&mut self.bundle.rng);
        let joined = BodyMemberJoined {
            body: body.as_str().into(),
            organisation: organisation.clone(),
            seats: Some(2),
            note: None,
        };
        self.programme(first, joined);
        let on = self.day(200, 250);
        self.programme(on, BodyMemberLeft { body: body.as_str().into(), organisation, note: None });
        let on = self.day(260, 300);
        self.programme(on, BodyDissolved { body: body.as_str().into(), note: None });
        let contract = name(&format!("evaluation-{year}"));
        let party = words::provider(&mut self.bundle.rng);
        let amount_ore = Ore::new(self.bundle.rng.random_range(100_000..90_000_000));
        let on = self.day(1, 60);
        for (day, step, bids) in [
            (first, TenderStep::Announced, None),
            (on, TenderStep::BidsReceived, Some(3)),
            (on, TenderStep::Awarded, None),
        ] {
            let supplier = (step == TenderStep::Awarded).then(|| party.clone());
            let stepped = TenderStepped { contract: contract.clone(), step, bids, supplier, note: None };
            self.programme(day, stepped);
        }
        self.programme(on, ContractSigned { contract: contract.clone(), party, amount_ore, until: None, note: None });
        let deliverable = "report of the evaluation";
        let due = Period::day(on.plus_days(200));
        let to_come = DeliverableDue { contract: contract.clone(), deliverable: deliverable.into(), due, note: None };
        self.programme(on, to_come);
        let received = on.plus_days(200 + self.bundle.days(-20, 20));
        self.programme(received, DeliverableReceived { contract, deliverable: deliverable.into(), note: None });
        let role = format!("adviser {year}");
        let norm = CaseloadNormSet { role: role.as_str().into(), most: 25, office: None, until: None, note: None };
        self.programme(first, norm);
        let assigned = StaffAssigned {
            role: role.as_str().into(),
            share_bp: None,
            office: Some(OFFICE.into()),
            until: None,
            note: None,
        };
        self.programme(first, assigned);
        let on = self.day(300, 360);
        self.programme(on, StaffEnded { role: role.as_str().into(), office: Some(OFFICE.into()), note: None });
    }

    fn joined(&mut self, on: Day, office: &str) {
        let municipality = words::place(&mut self.bundle.rng);
        self.programme(
            on,
            OfficeJoined { office: office.into(), municipality: Some(municipality), until: None, note: None },
        );
    }
}
