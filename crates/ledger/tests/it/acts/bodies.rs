//! What each statement of a random history says, and of whom: streams, days and bodies from a few small numbers.

use hovedbok_core::entries::correction::REPLACED;
use hovedbok_core::{Body, Period};
use serde_json::{Value, json};

use super::{Told, UNKNOWN, nth, participant};
use crate::given::uuid;

/// Which enrolment of a person: the first in KVP, one in TIO, or a second in KVP.
fn chosen(a: u8) -> u8 {
    [0, 1, 0, 2][usize::from(a % 4)]
}

pub fn enrolment(who: u8, a: u8) -> String {
    uuid(0xb0_0000 + u128::from(who) * 16 + u128::from(chosen(a))).to_string()
}

fn placement(who: u8, b: u8) -> String {
    uuid(0xc0_0000 + u128::from(who) * 16 + u128::from(b % 3)).to_string()
}

fn milestone(number: u8) -> String {
    uuid(0xd0_0000 + u128::from(number % 4)).to_string()
}

/// A programme by its number; that of an enrolment is the one of the enrolment's number.
pub fn programme(number: u8) -> &'static str {
    if number.is_multiple_of(2) { "KVP" } else { "TIO" }
}

fn days(from: u8, to: u8) -> Value {
    json!({"start": nth(from), "end": nth(to)})
}

impl Told {
    pub fn stream(&self) -> String {
        match self.type_name.split('.').next().unwrap() {
            "participant" | "measure" | "absence" | "attendance" | "benefit" => {
                format!("participant/{}", participant(self.who))
            }
            "plan" => "plan/TIO".to_owned(),
            "fund" | "grant" => ["fund/KVP/2009/621.63", "fund/KVP/2010/621.63", "fund/TIO/2010/municipal"]
                [usize::from(self.who)]
            .to_owned(),
            "programme" => format!("programme/{}", programme(self.who)),
            "figure" => format!("figure/{}", programme(self.who)),
            "risk" => "risk/KVP".to_owned(),
            other => panic!("{other}"),
        }
    }

    pub fn effective(&self) -> Period {
        if matches!(self.type_name, "absence.recorded" | "attendance.recorded") {
            return Period::day(nth(self.day));
        }
        // Most things happen on one day.
        Period::new(nth(self.day), nth(self.day).plus_days(self.span.saturating_sub(2).into())).unwrap()
    }

    pub fn body(&self) -> Value {
        let (who, a, b) = (self.who, self.a, self.b);
        let amount_ore = 100 * (i64::from(a) + 1);
        let grant = format!("g{}", b % 3);
        match self.type_name {
            "participant.registered" => json!({"office": "North"}),
            "participant.details_changed" => match b % 4 {
                0 => json!({"office": if a.is_multiple_of(2) { "North" } else { "South" }}),
                1 => json!({"birth_month": format!("19{}-0{}", 60 + a, 1 + b % 9)}),
                2 => json!({"sex": "female"}),
                _ => json!({"background": {"education": "primary", "needs": "several"}}),
            },
            "participant.merged" => json!({"into": participant((who + 1 + a % 2) % 3)}),
            "participant.merged_from" => json!({"from": participant((who + 1 + a % 2) % 3)}),
            "participant.applied" | "participant.referred" | "participant.waitlisted" | "participant.withdrawn" => {
                json!({"enrolment": enrolment(who, a), "programme": programme(chosen(a))})
            }
            "participant.assessed" => {
                let instrument = ["kis", "work_capacity", "self_assessment"][usize::from(b % 3)];
                json!({"enrolment": enrolment(who, a), "instrument": instrument, "sources_cited": b > 5})
            }
            "participant.decided" => {
                let decision = ["grant", "reject", "extend"][usize::from(b % 3)];
                let mut body = json!({"enrolment": enrolment(who, a), "decision": decision, "legal_basis": "§ 29"});
                if !a.is_multiple_of(3) {
                    body = json!({"enrolment": enrolment(who, a), "decision": decision, "grounds": ["other"],
                        "decided_by": format!("Body {}", b % 3)});
                }
                body
            }
            "participant.intake" => {
                let office = if b.is_multiple_of(2) { "North" } else { "South" };
                let mut body = json!({"enrolment": enrolment(who, a), "programme": programme(chosen(a)), "office": office, "target_group": "adults"});
                if b % 5 == 1 {
                    body["cohorts"] = json!(["label"]);
                }
                body
            }
            "participant.plan_offered" => {
                let plan = ["individual_plan", "activity_plan"][usize::from(b % 2)];
                let answer = ["accepted", "declined", "open"][usize::from(b % 3)];
                json!({"enrolment": enrolment(who, a), "plan": plan, "answer": answer})
            }
            "participant.counsellor_assigned" => {
                json!({"enrolment": enrolment(who, a), "counsellor": format!("counsellor-{}", b % 2)})
            }
            "participant.suspended" => json!({"enrolment": enrolment(who, a), "kind": "other"}),
            "participant.resumed" => json!({"enrolment": enrolment(who, a)}),
            "participant.transitioned" => {
                let to = ["municipal_measure", "state_measure", "Step 2"][usize::from(b % 3)];
                let from = ["Step 1", "state_measure"];
                let mut body = json!({"enrolment": enrolment(who, a), "to": to});
                if let Some(from) = from.get(usize::from(b / 4)) {
                    body["from"] = json!(from);
                }
                body
            }
            "participant.exited" => {
                let destination = ["work", "education", "unknown"][usize::from(b % 3)];
                json!({"enrolment": enrolment(who, a), "destination": destination})
            }
            "participant.followed_up" => {
                let situation = ["work", "education", "unknown"][usize::from(b % 3)];
                let months = [3, 6, 12][usize::from(a % 3)];
                json!({"enrolment": enrolment(who, a), "months_after": months, "situation": situation})
            }
            "participant.certificate_considered" => json!({"enrolment": enrolment(who, a), "issued": b > 5}),
            "participant.reviewed" => {
                json!({"enrolment": enrolment(who, a), "review": "Half a year", "findings": [format!("Finding {b}")]})
            }
            "measure.started" => {
                let provider = ["ASVO", "Sysselsetting"][usize::from(a / 2 % 2)];
                json!({"placement": placement(who, b), "enrolment": enrolment(who, a), "measure": "training",
                    "provider": provider, "owner": "municipal", "share_bp": 5000 + 100 * u32::from(a)})
            }
            "measure.changed" => json!({"placement": placement(who, b), "share_bp": 100 * u32::from(a)}),
            "measure.ended" => {
                let outcome = ["work", "education", "continued"][usize::from(a % 3)];
                json!({"placement": placement(who, b), "outcome": outcome})
            }
            "absence.recorded" => {
                let period = json!({"start": nth(self.day), "end": nth(self.day).plus_days(self.span.into())});
                let kind = ["medical", "self_certified", "holiday"][usize::from(a % 3)];
                let mut body = json!({"placement": placement(who, b), "period": period, "kind": kind});
                match b / 3 {
                    1 => body["minutes"] = json!(30 + 7 * u32::from(a)),
                    2 => body["days"] = json!(a % (self.span + 2)),
                    _ => {}
                }
                body
            }
            "attendance.recorded" => {
                let period = json!({"start": nth(self.day), "end": nth(self.day).plus_days(self.span.into())});
                json!({"placement": placement(who, b), "period": period, "planned_minutes": 60 * u32::from(a),
                    "present_minutes": 30 * u32::from(a)})
            }
            "benefit.paid" => json!({"kind": "qualification_benefit", "amount_ore": amount_ore,
                "for_period": days(self.day, self.day + a % 4)}),
            "benefit.condition_set" => {
                let kind = ["measure", "job_search", "meeting", "other"][usize::from(a % 4)];
                let mut body = json!({"condition": format!("c{}", b % 3), "kind": kind});
                if a > 3 {
                    body["enrolment"] = json!(enrolment(who, b));
                }
                if b > 5 {
                    body["due"] = json!(nth(self.day + a % 4));
                }
                if b % 4 == 1 {
                    body["for_period"] = days(self.day, self.day + 2);
                    body["office"] = json!("South");
                }
                body
            }
            "benefit.condition_answered" => {
                let outcome = ["met", "not_met", "excused"][usize::from(a % 3)];
                let mut body = json!({"condition": format!("c{}", b % 3), "outcome": outcome});
                if a > 5 && outcome == "not_met" {
                    body["consequence"] = json!("reduced");
                    body["reduced_ore"] = json!(amount_ore);
                }
                body
            }
            "plan.assigned" => json!({"programme": programme(a)}),
            "plan.version_approved" => json!({"version": format!("0.{a}")}),
            "plan.milestone_planned" => {
                let mut body = json!({"milestone": milestone(b), "section": "2010", "number": "35", "title": format!("Row {}", b % 4)});
                if a > 2 {
                    body["due"] = days(a, a + 2);
                }
                body
            }
            "plan.milestone_rescheduled" => json!({"milestone": milestone(b), "due": days(a, a + 1)}),
            "plan.milestone_postponed" => {
                let mut body = json!({"milestone": milestone(b)});
                if a > 5 {
                    body["due"] = json!(nth(a + 6));
                }
                body
            }
            "plan.milestone_continued_by" => json!({"milestone": milestone(b), "continued_by": milestone(a)}),
            "plan.milestone_completed" | "plan.milestone_cancelled" | "plan.milestone_dropped" => {
                json!({"milestone": milestone(b), "status_as_written": format!("word {a}")})
            }
            "plan.milestone_reopened" => json!({"milestone": milestone(b)}),
            "fund.appropriated" | "fund.increased" | "fund.reduced" => json!({"amount_ore": amount_ore}),
            "fund.spent" => {
                let mut body = json!({"amount_ore": amount_ore, "purpose": "wages"});
                if a.is_multiple_of(5) {
                    body = json!({"purpose": "wages"});
                }
                if b > 5 {
                    body["placement"] = json!(placement(a % 3, b));
                    body["paid_share_bp"] = json!(1000 * u32::from(a));
                }
                if b > 7 {
                    body["for_period"] = days(self.day, self.day + a % 4);
                }
                body
            }
            "grant.applied" => json!({"grant": grant, "recipient": "Oslo", "amount_ore": amount_ore}),
            "grant.rejected" => json!({"grant": grant}),
            "grant.allocated" => {
                json!({"grant": grant, "recipient": "Oslo", "amount_ore": amount_ore, "purpose": "trial"})
            }
            "grant.committed" | "grant.disbursed" | "grant.unused_reported" | "grant.returned" => {
                json!({"grant": grant, "amount_ore": amount_ore})
            }
            "grant.spent" if a.is_multiple_of(5) => json!({"grant": grant, "purpose": "wages"}),
            "grant.spent" => json!({"grant": grant, "amount_ore": amount_ore, "purpose": "wages"}),
            "grant.carry_over_applied" | "grant.carried_over" => {
                json!({"grant": grant, "amount_ore": amount_ore, "to_year": 2010 + u16::from(a % 2)})
            }
            "grant.received" => json!({"amount_ore": amount_ore, "from": "Directorate"}),
            "programme.established" => json!({"owner": "Directorate", "period": days(a, 20 + b)}),
            "programme.phase_started" => json!({"phase": format!("Phase {}", b % 3)}),
            "programme.unit_renamed" => {
                let units = ["North", "South", "Body 0", "Oslo"];
                json!({"from": units[usize::from(a % 4)], "to": units[usize::from(b % 4)]})
            }
            "programme.agreement_signed" | "programme.agreement_failed" => {
                json!({"party": if a.is_multiple_of(2) { "Oslo" } else { "Gran" }})
            }
            "programme.report_received" => json!({"report": format!("Report {}", b % 2)}),
            "programme.staff_assigned" => {
                let mut body = json!({"role": if a.is_multiple_of(2) { "leader" } else { "adviser" }});
                if b < 10 {
                    body["share_bp"] = json!(500 * u32::from(b));
                }
                if a > 7 {
                    body["office"] = json!("North");
                }
                body
            }
            "programme.terms_changed" => match b % 3 {
                0 => json!({"owner": "County"}),
                1 => json!({"legal_basis": "Act of 2009"}),
                _ => json!({"period": days(a, 30 + b)}),
            },
            "programme.office_joined" => {
                let mut body =
                    json!({"office": if a.is_multiple_of(2) { "North" } else { "South" }, "municipality": "Oslo"});
                if b > 8 {
                    body["until"] = json!(nth(b + 12));
                }
                body
            }
            "programme.office_left" => json!({"office": if a.is_multiple_of(2) { "North" } else { "South" }}),
            "programme.unit_reviewed" => {
                json!({"unit": if a.is_multiple_of(2) { "North" } else { "Project 0" }, "review": "Quality",
                    "criteria": ["plan"], "findings": ["no plan"], "follow_up_by": nth(b + 12)})
            }
            "programme.visit_made" => json!({"to": if a.is_multiple_of(2) { "North" } else { "Project 0" }}),
            "programme.body_member_joined" => {
                json!({"body": format!("Body {}", a % 2), "organisation": format!("Member {}", b % 2), "seats": 1 + a % 2})
            }
            "programme.body_member_left" => {
                json!({"body": format!("Body {}", a % 2), "organisation": format!("Member {}", b % 2)})
            }
            "programme.body_dissolved" => json!({"body": format!("Body {}", a % 2)}),
            "programme.contract_signed" => {
                json!({"contract": format!("contract{}", a % 2), "party": "Gran", "amount_ore": amount_ore})
            }
            "programme.tender_step" => {
                let step = ["announced", "bids_received", "awarded"][usize::from(b % 3)];
                let mut body = json!({"contract": format!("contract{}", a % 2), "step": step});
                if b % 3 == 1 {
                    body["bids"] = json!(a);
                }
                body
            }
            "programme.caseload_norm_set" => {
                let mut body = json!({"role": "leader", "most": 1 + u16::from(b)});
                if b > 9 {
                    body["until"] = json!(nth(self.day + 2));
                }
                if a.is_multiple_of(2) {
                    body["office"] = json!("North");
                }
                body
            }
            "programme.deliverable_due" => {
                json!({"contract": format!("contract{}", a % 2), "deliverable": format!("Part {}", b % 2), "due": nth(b)})
            }
            "programme.deliverable_received" => {
                json!({"contract": format!("contract{}", a % 2), "deliverable": format!("Part {}", b % 2)})
            }
            "programme.duty_set" => {
                let every = ["once", "week", "month", "quarter", "half_year", "year", "period"][usize::from(a % 7)];
                let what = ["report", "meeting", "visit", "other"][usize::from(b % 4)];
                let subject = if what == "meeting" { format!("Body {}", a % 2) } else { format!("Report {}", a % 2) };
                let mut body =
                    json!({"duty": format!("duty{}", b % 3), "what": what, "subject": subject, "every": every});
                if every == "once" {
                    body["due"] = json!(nth(b));
                } else if a > 6 {
                    body["least"] = json!(1 + b % 2);
                    body["most"] = json!(2 + b % 3);
                }
                if what == "report" && b.is_multiple_of(2) {
                    body["each"] = json!("project");
                }
                body
            }
            "programme.recommendation_made" => {
                json!({"recommendation": format!("r{}", a % 2), "text": "Meet more often", "made_by": "Evaluation",
                    "due": nth(b)})
            }
            "programme.recommendation_answered" => {
                let outcome = ["accepted", "rejected", "done", "partly_done", "open"][usize::from(b % 5)];
                json!({"recommendation": format!("r{}", a % 2), "outcome": outcome})
            }
            "programme.staff_ended" => json!({"role": if a.is_multiple_of(2) { "leader" } else { "adviser" }}),
            "programme.survey_result" => {
                let scale = if a > 5 { "counts" } else { "mean_hundredths" };
                json!({"survey": "Users", "respondents": 12 + b, "scale": scale, "answers": {"Q1": {"yes": a, "no": b}}})
            }
            "programme.closed" => json!({}),
            "programme.records_end" => {
                let subjects = [json!(["participants"]), json!(["plan"]), json!(["participants", "plan", "bodies"])];
                json!({"subjects": subjects[usize::from(a % 3)], "reason": "the statistics end"})
            }
            "programme.cohort_defined" => cohort_defined(a, b),
            "programme.records_reconstructed" => json!({
                "subjects": if a.is_multiple_of(2) { json!(["participants"]) } else { json!([]) },
                "published": "the yearly report", "assumed": format!("day {b}"),
            }),
            "programme.body_established" => {
                json!({"body": format!("Body {}", a % 2), "meetings_per_year": u16::from(b)})
            }
            "programme.body_met" => json!({"body": format!("Body {}", a % 3)}),
            "programme.project_admitted" => {
                let municipality = if a.is_multiple_of(2) { "Oslo" } else { "Gran" };
                let mut body = json!({"project": format!("Project {}", a % 2), "municipality": municipality});
                if b > 8 {
                    body["until"] = json!(nth(b + 12));
                }
                body
            }
            "programme.project_excluded" => json!({"project": format!("Project {}", a % 2)}),
            "programme.goal_set" => {
                let baseline = [json!({"value": a}), json!({"why": "not_recorded"}), json!({"why": "not_applicable"})];
                let baseline = baseline[usize::from(a % 3)].clone();
                json!({"goal": format!("goal{}", b % 2), "indicator": "participants_in_programme", "baseline": baseline})
            }
            "programme.target_set" => {
                let kind = if a.is_multiple_of(2) { "point" } else { "average" };
                let mut body = json!({"goal": format!("goal{}", b % 2), "kind": kind, "value": 1 + i64::from(a) / 4,
                    "unit": "persons", "period": days(0, 10 + b)});
                if let Some(direction) = ["at_least", "at_most", "keep"].get(usize::from(b % 5)) {
                    body["direction"] = json!(direction);
                }
                body
            }
            "figure.published" => {
                let about = if b.is_multiple_of(2) { json!(nth(a * 2)) } else { days(a, a * 2) };
                json!({"indicator": "participants_in_programme", "value": i64::from(b) / 3, "unit": "persons",
                    "about": about, "certainty": "stated", "document": "Annual report"})
            }
            "risk.identified" => json!({"number": format!("{}", b % 2), "text": "Too few places"}),
            "risk.assessed" => {
                json!({"number": format!("{}", b % 2), "probability": 1 + a % 5, "consequence": 1 + b % 5})
            }
            "risk.treated" => json!({"number": format!("{}", b % 2), "treatment": "More places"}),
            "risk.closed" => json!({"number": format!("{}", b % 2)}),
            "programme.report_due" => json!({"report": format!("Report {}", b % 2), "due": nth(a)}),
            "programme.limit_set" => json!({"what": "absence_days", "value": a, "legal_source": "§ 9"}),
            // It looks like something that is known, as far as that goes.
            unknown if UNKNOWN.contains(&unknown) => {
                json!({"enrolment": enrolment(who, a), "programme": programme(chosen(a)), "amount_ore": amount_ore,
                    "day": nth(b)})
            }
            other => panic!("random histories have no body for {other}"),
        }
    }

    /// The name of the type and the version of its fields, which a newer program writes behind an @.
    fn of(&self) -> (&'static str, u16) {
        let newest = if self.body()["grounds"].is_array() { 2 } else { 1 };
        self.type_name
            .split_once('@')
            .map_or((self.type_name, newest), |(name, schema)| (name, schema.parse().unwrap()))
    }

    /// What the ledger itself records with a merging, in the stream of who stays; every second merging lacks it.
    pub fn other_half(&self) -> Option<Told> {
        let into = (self.who + 1 + self.a % 2) % 3;
        let a = (self.who + 5 - into) % 3;
        let half = Told { type_name: "participant.merged_from", who: into, a, ..self.clone() };
        (self.type_name == "participant.merged" && self.b.is_multiple_of(2)).then_some(half)
    }

    pub fn stated(&self) -> Body {
        let (of, schema) = self.of();
        Body::from_json(of, schema, self.body().to_string().as_bytes()).unwrap()
    }

    /// The statement in the place of another.
    pub fn replacing(&self) -> Body {
        let (of, schema) = self.of();
        let body = json!({"of": of, "schema": schema, "body": self.body(), "reason": "new_information"});
        Body::from_json(REPLACED, 1, body.to_string().as_bytes()).unwrap()
    }
}

/// A cohort: by whom it takes and its days, and with two thirds of them one condition or two.
fn cohort_defined(a: u8, b: u8) -> Value {
    let days = json!({"start": nth(b), "end": nth(b.saturating_add(a % 4))});
    let takes = if a.is_multiple_of(2) { "inside" } else { "taken_in" };
    let mut body = json!({"cohort": format!("cohort{}", a % 3), "takes": takes, "days": days});
    let conditions = [
        ("office", json!(["North"])),
        ("provider", json!(["ASVO", "Kafé"])),
        ("status", json!(["suspended", "exited"])),
        ("counsellor", json!(["counsellor-0"])),
        ("step", json!(["state_measure"])),
        ("age_band", json!(["unknown", "25-29"])),
        ("target_group", json!(["adults"])),
    ];
    for (what, values) in conditions
        .into_iter()
        .filter(|_| !b.is_multiple_of(3))
        .skip(usize::from(b % 7))
        .take(1 + usize::from(a / 4 % 2))
    {
        body[what] = values;
    }
    body
}
