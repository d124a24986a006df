//! `programmes`: what ran where and when.

use std::collections::BTreeMap;

use hovedbok_core::entries::ProgrammeEntry;
use hovedbok_core::entries::codes::LimitKind;
use hovedbok_core::entries::programme::*;
use hovedbok_core::entries::risk::{Assessed, Degree, Identified, RiskClosed, Treated};
use hovedbok_core::field::List;
use hovedbok_core::{Fact, Period, Seq, ShareBp};
use hovedbok_programmes::{ProgrammeRow, RiskStatus, closings, limits_in_force, programmes, renamed};
use hovedbok_projection::At;
use serde_json::json;

use crate::given::{Given, day, json, keys, name, on, span};

fn established(start: &str, end: &str) -> Established {
    Established {
        owner: "the directorate".into(),
        legal_basis: None,
        period: span(start, end),
        title: None,
        note: None,
    }
}

fn admitted(project: &str, municipality: &str, until: Option<&str>) -> ProjectAdmitted {
    ProjectAdmitted {
        project: project.into(),
        municipality: municipality.into(),
        district: None,
        year: None,
        until: until.map(day),
        partners: List(Vec::new()),
        note: None,
    }
}

fn excluded(project: &str) -> ProjectExcluded {
    ProjectExcluded { project: project.into(), note: None }
}

/// TIO and P1824 in Drammen, TIO and HUSK in Oslo.
fn given() -> Given {
    let mut given = Given::default();
    given.programme("TIO", on("2005-09-01"), established("2005-09-01", "2008-12-31"));
    let unsure = span("2005-09-01", "2006-12-31").written("2005 or 2006");
    given.programme("TIO", unsure, admitted("Drammen", "Drammen", None));
    for district in ["Bjerke", "Stovner"] {
        let project = ProjectAdmitted { district: Some(district.into()), ..admitted(district, "Oslo", None) };
        given.programme("TIO", on("2005-09-01"), project);
    }
    given.programme("P1824", on("2008-06-01"), established("2008-06-01", "2010-12-31"));
    given.programme("P1824", on("2008-06-01"), admitted("P1824", "Drammen", Some("2010-12-31")));
    given.programme("HUSK", on("2006-01-01"), established("2006-01-01", "2011-12-31"));
    given.programme("HUSK", on("2006-01-01"), admitted("Oslo", "Sagene (Oslo)", None));
    given.programme("HUSK", on("2006-01-01"), admitted("Oslo", "Bærum", None));
    given
}

fn one(given: &Given, as_of: &str, programme: &str) -> ProgrammeRow {
    let rows = programmes(&given.timeline, given.at(as_of), None);
    rows.into_iter().find(|row| row.programme.as_str() == programme).unwrap()
}

#[test]
fn a_municipality_finds_its_programmes_with_their_days_there() {
    let given = given();
    let rows = json(&programmes(&given.timeline, given.at("2017-12-31"), Some("drammen")));
    assert_eq!(rows.as_array().unwrap().len(), 2);
    assert_eq!(rows[0]["programme"], "P1824");
    assert_eq!(rows[0]["start"], json!({"start": "2008-06-01", "end": "2008-06-01", "as_written": null}));
    assert_eq!(rows[0]["end"], "2010-12-31");
    assert_eq!(rows[1]["programme"], "TIO");
    let unsure = json!({"start": "2005-09-01", "end": "2006-12-31", "as_written": "2005 or 2006"});
    assert_eq!(rows[1]["start"], unsure);
    assert_eq!(
        rows[1]["projects"],
        json!([{
            "project": "Drammen", "municipality": "Drammen", "district": null, "from": unsure, "last_day": "2008-12-31",
            "excluded": false, "partners": []
        }])
    );
    assert_eq!(rows[1]["municipalities"], 1);
}

#[test]
fn a_district_is_found_under_its_municipality() {
    let given = given();
    let rows = programmes(&given.timeline, given.at("2017-12-31"), Some("Oslo"));
    let found: Vec<_> = rows.iter().map(|row| (row.programme.as_str(), row.projects.len())).collect();
    assert_eq!(found, [("HUSK", 1), ("TIO", 2)]);
    assert!(programmes(&given.timeline, given.at("2017-12-31"), Some("Tromsø")).is_empty());
    assert_eq!(one(&given, "2017-12-31", "TIO").municipalities, 2);
    assert_eq!(one(&given, "2017-12-31", "HUSK").municipalities, 2);
}

#[test]
fn municipalities_are_matched_beyond_ascii() {
    let given = given();
    assert_eq!(programmes(&given.timeline, given.at("2017-12-31"), Some("BÆRUM")).len(), 1);
}

#[test]
fn an_open_end_in_a_municipality_is_later_than_any_day() {
    let mut given = Given::default();
    given.programme("X", on("2006-01-01"), admitted("A", "Moss", Some("2007-12-31")));
    let end = |given: &Given| programmes(&given.timeline, given.at("2017-12-31"), Some("Moss"))[0].end;
    assert_eq!(end(&given), Some(day("2007-12-31")));
    given.programme("X", on("2007-01-01"), admitted("B", "Moss", None));
    assert_eq!(end(&given), None);
}

#[test]
fn only_what_has_begun_is_there() {
    let given = given();
    assert!(programmes(&given.timeline, given.at("2005-08-31"), None).is_empty());
    assert_eq!(programmes(&given.timeline, given.at("2005-09-01"), None).len(), 1);
}

#[test]
fn a_closing_ends_programme_and_projects_from_the_day_after() {
    let mut given = given();
    given.programme("P1824", on("2010-06-30"), Closed { note: None });
    let before = one(&given, "2010-06-30", "P1824");
    assert_eq!((before.closed, before.end), (None, Some(day("2010-12-31"))));
    let after = one(&given, "2010-07-01", "P1824");
    assert_eq!((after.closed, after.end), (Some(day("2010-06-30")), Some(day("2010-06-30"))));
    assert_eq!(after.planned_end, Some(day("2010-12-31")));
    assert_eq!(after.projects[0].last_day, Some(day("2010-06-30")));
    assert!(closings(&given.timeline, given.at("2010-06-30")).is_empty());
    assert_eq!(closings(&given.timeline, given.at("2010-07-01"))[&name("P1824")], day("2010-07-01"));
}

#[test]
fn the_first_closing_stands_until_the_programme_is_established_anew() {
    let mut given = given();
    given.programme("P1824", on("2010-06-30"), Closed { note: None });
    given.programme("P1824", on("2010-09-30"), Closed { note: None });
    assert_eq!(one(&given, "2010-12-31", "P1824").closed, Some(day("2010-06-30")));
    given.programme("P1824", on("2011-01-01"), established("2011-01-01", "2012-12-31"));
    let anew = one(&given, "2011-01-01", "P1824");
    assert_eq!((anew.closed, anew.end), (None, Some(day("2012-12-31"))));
    assert_eq!(anew.start.unwrap().start, day("2008-06-01"));
}

#[test]
fn an_exclusion_ends_every_row_of_its_project_and_it_can_come_back() {
    let mut given = given();
    given.programme("HUSK", on("2008-06-30"), excluded("Oslo"));
    given.programme("HUSK", on("2009-01-01"), admitted("Oslo", "Bærum", None));
    let husk = one(&given, "2008-06-30", "HUSK");
    assert!(husk.projects.iter().all(|row| !row.excluded));
    let husk = one(&given, "2009-12-31", "HUSK");
    let spells: Vec<_> = husk.projects.iter().map(|row| (row.excluded, row.last_day.unwrap().to_string())).collect();
    assert_eq!(
        spells,
        [(true, "2008-06-30".to_owned()), (true, "2008-06-30".to_owned()), (false, "2011-12-31".to_owned())]
    );
}

#[test]
fn an_exclusion_leaves_alone_what_was_over_or_had_not_begun() {
    let mut given = Given::default();
    given.programme("TIO", on("2005-09-01"), admitted("Moss", "Moss", Some("2005-12-31")));
    given.programme("TIO", on("2006-06-01"), admitted("Moss", "Moss", None));
    given.programme("TIO", on("2007-01-01"), admitted("Moss", "Hamar", None));
    given.programme("TIO", on("2006-12-31"), excluded("Moss"));
    let projects = one(&given, "2007-01-01", "TIO").projects;
    let spells: Vec<_> = projects.iter().map(|row| (row.excluded, row.last_day)).collect();
    assert_eq!(spells, [(false, Some(day("2005-12-31"))), (true, Some(day("2006-12-31"))), (false, None)]);
}

#[test]
fn admitting_what_is_in_already_adds_nothing_but_its_planned_end() {
    let mut given = given();
    given.programme("P1824", on("2009-01-01"), admitted("P1824", "Drammen", Some("2010-06-30")));
    let projects = one(&given, "2010-12-31", "P1824").projects;
    assert_eq!(projects.len(), 1);
    assert_eq!(projects[0].from.start, day("2008-06-01"));
    assert_eq!(projects[0].last_day, Some(day("2010-06-30")));
    given.programme("P1824", on("2010-10-01"), admitted("P1824", "Drammen", None));
    assert_eq!(one(&given, "2010-12-31", "P1824").projects.len(), 2);
}

#[test]
fn a_row_has_the_fields_in_their_order() {
    let given = given();
    let text = serde_json::to_string(&programmes(&given.timeline, given.at("2017-12-31"), None)).unwrap();
    let expected = [
        "programme",
        "title",
        "owner",
        "legal_basis",
        "start",
        "end",
        "planned_end",
        "closed",
        "phases",
        "projects",
        "municipalities",
        "bodies",
        "reports",
        "staff",
        "agreements",
        "risks",
        "surveys",
        "limits",
        "units",
        "owners",
        "legal_bases",
        "planned",
        "filled",
        "contracts",
        "deliverables",
        "tenders",
        "counts",
    ];
    assert_eq!(keys(&text), expected);
}

#[test]
fn an_old_position_keeps_its_answer() {
    let mut given = given();
    let at = given.at("2017-12-31");
    let before = serde_json::to_vec(&programmes(&given.timeline, at, None)).unwrap();
    let project = given.programme("TIO", on("2006-01-01"), admitted("Moss", "Moss", None));
    let known = given.at("2017-12-31");
    let other: ProgrammeEntry = admitted("Moss", "Hamar", None).into();
    let put_right = given.replace("programme/TIO", project, on("2006-02-01"), Fact::Programme(other));
    let last = |given: &Given, at: At| {
        let projects = programmes(&given.timeline, at, None).pop().unwrap().projects;
        projects.last().unwrap().municipality.as_str().to_owned()
    };
    assert_eq!(last(&given, known), "Moss");
    assert_eq!(last(&given, given.at("2017-12-31")), "Hamar");
    given.void("programme/TIO", put_right, on("2006-02-01"));
    assert_eq!(last(&given, given.at("2017-12-31")), "Moss");
    assert_eq!(serde_json::to_vec(&programmes(&given.timeline, at, None)).unwrap(), before);
}

#[test]
fn figures_alone_make_no_programme_and_risks_do() {
    let mut given = Given::default();
    given.figure("X", on("2010-01-01"), crate::figures::stated("participants", 1, "2009-12-31"));
    assert!(programmes(&given.timeline, given.at("2010-01-01"), None).is_empty());
    let risk = Identified { number: "1".into(), text: "weak".into(), consequences: None, note: None };
    given.risk("X", on("2010-01-01"), risk);
    assert_eq!(programmes(&given.timeline, given.at("2010-01-01"), None).len(), 1);
}

#[test]
fn risks_are_named_weighed_treated_and_closed() {
    let mut given = Given::default();
    let named = |number: &str| Identified {
        number: number.into(),
        text: "weakly anchored".into(),
        consequences: Some("does not start".into()),
        note: None,
    };
    let degree = |degree: u8| Degree::try_from(degree).unwrap();
    let assessed = |probability, consequence| Assessed {
        number: "1".into(),
        probability: degree(probability),
        consequence: degree(consequence),
        note: None,
    };
    let treated = |treatment: &str| Treated { number: "1".into(), treatment: treatment.into(), note: None };
    given.risk("TIO", on("2006-01-01"), named("1"));
    given.risk("TIO", on("2006-01-01"), named("2"));
    given.risk("TIO", on("2006-02-01"), assessed(3, 4));
    given.risk("TIO", on("2007-02-01"), assessed(2, 4));
    given.risk("TIO", on("2006-03-01"), treated("visits"));
    given.risk("TIO", on("2006-04-01"), treated("meetings"));
    given.risk("TIO", on("2008-01-01"), RiskClosed { number: "1".into(), note: None });
    let status = |as_of: &str| one(&given, as_of, "TIO").risks[0].status;
    assert_eq!(
        ["2006-02-01", "2006-03-01", "2008-01-01"].map(status),
        [RiskStatus::Open, RiskStatus::Treated, RiskStatus::Closed]
    );
    assert_eq!(
        json(&one(&given, "2007-12-31", "TIO").risks),
        json!([
            {"number": "1", "text": "weakly anchored", "consequences": "does not start", "treatment": "visits; meetings",
             "probability": 2, "consequence": 4, "status": "treated", "treatments": ["visits", "meetings"],
             "identified": day_of("2006-01-01"), "assessed": day_of("2007-02-01")},
            {"number": "2", "text": "weakly anchored", "consequences": "does not start", "treatment": null,
             "probability": null, "consequence": null, "status": "open", "treatments": [],
             "identified": day_of("2006-01-01"), "assessed": null},
        ])
    );
    given.risk("TIO", on("2009-01-01"), named("1"));
    assert_eq!(one(&given, "2009-01-01", "TIO").risks[0].status, RiskStatus::Treated);
}

#[test]
fn a_risk_known_by_its_number_only_is_shown() {
    let mut given = Given::default();
    given.risk("KVP", on("2010-01-01"), RiskClosed { number: "7".into(), note: None });
    let risks = one(&given, "2010-01-01", "KVP").risks;
    assert_eq!((risks[0].text.clone(), risks[0].status), (None, RiskStatus::Closed));
}

#[test]
fn the_newest_limit_of_a_kind_stands() {
    let mut given = Given::default();
    let limit =
        |value| LimitSet { what: LimitKind::AbsenceDays, value, legal_source: "the regulation".into(), note: None };
    given.programme("KVP", on("2010-01-01"), limit(30));
    given.programme("KVP", on("2008-01-01"), limit(20));
    let value = |as_of: &str| limits_in_force(&given.timeline, given.at(as_of))[&name("KVP")][&LimitKind::AbsenceDays];
    assert_eq!(value("2009-12-31"), (20, Seq(2)));
    assert_eq!(value("2010-01-01"), (30, Seq(1)));
    assert!(limits_in_force(&given.timeline, given.at("2007-12-31")).is_empty());
    assert_eq!(
        json(&one(&given, "2010-01-01", "KVP").limits),
        json!([{"what": "absence_days", "value": 30, "legal_source": "the regulation", "from": "2010-01-01", "entry": 1}])
    );
}

/// A day as answers show a period.
fn day_of(day: &str) -> serde_json::Value {
    json!({"start": day, "end": day, "as_written": null})
}

#[test]
fn terms_hold_from_their_day_and_nothing_is_said_twice() {
    let mut given = Given::default();
    given.programme("HUSK", on("2006-01-01"), established("2006-01-01", "2011-12-31"));
    let changed = |owner: Option<&str>, basis: Option<&str>, period| TermsChanged {
        owner: owner.map(Into::into),
        legal_basis: basis.map(Into::into),
        period,
        note: None,
    };
    given.programme("HUSK", on("2008-03-01"), changed(Some("the new directorate"), Some("the act"), None));
    given.programme("HUSK", on("2009-01-01"), changed(Some("the new directorate"), None, None));
    given.programme("HUSK", on("2010-01-01"), changed(None, None, Some(span("2006-01-01", "2012-06-30"))));
    given.programme(
        "HUSK",
        on("2010-02-01"),
        TermsChanged { note: Some("a note".into()), ..changed(None, None, None) },
    );
    let owner = |as_of: &str| one(&given, as_of, "HUSK").owner.unwrap().as_str().to_owned();
    assert_eq!([owner("2008-02-29"), owner("2008-03-01")], ["the directorate", "the new directorate"]);
    let row = json(&one(&given, "2010-12-31", "HUSK"));
    assert_eq!(
        row["owners"],
        json!([
            {"owner": "the directorate", "from": day_of("2006-01-01")},
            {"owner": "the new directorate", "from": day_of("2008-03-01")},
        ])
    );
    assert_eq!(row["legal_bases"], json!([{"legal_basis": "the act", "from": day_of("2008-03-01")}]));
    assert_eq!(row["planned"].as_array().unwrap().len(), 2);
    assert_eq!((&row["planned_end"], &row["end"]), (&json!("2012-06-30"), &json!("2012-06-30")));
    assert_eq!(one(&given, "2009-12-31", "HUSK").end, Some(day("2011-12-31")));
}

#[test]
fn partners_are_shown_and_not_counted() {
    let mut given = Given::default();
    given.programme("TIO", on("2005-09-01"), established("2005-09-01", "2008-12-31"));
    let partners = List(vec!["Meldal".into(), "Skaun".into()]);
    given.programme("TIO", on("2006-01-01"), ProjectAdmitted { partners, ..admitted("Agdenes", "Agdenes", None) });
    let row = one(&given, "2007-01-01", "TIO");
    assert_eq!((row.municipalities, row.projects[0].partners.len()), (1, 2));
    let asked = |municipality| programmes(&given.timeline, given.at("2007-01-01"), Some(municipality)).len();
    assert_eq!([asked("Agdenes"), asked("Skaun")], [1, 0]);
}

#[test]
fn posts_are_summed_on_the_day_and_those_without_a_share_are_counted() {
    let mut given = Given::default();
    let post = |role: &str, share: Option<u32>, until: Option<&str>| StaffAssigned {
        role: role.into(),
        share_bp: share.map(ShareBp),
        office: None,
        until: until.map(day),
        note: None,
    };
    given.programme("KVP", on("2009-01-01"), post("adviser", Some(5000), Some("2009-06-30")));
    given.programme("KVP", on("2009-02-01"), post("adviser", Some(4000), None));
    let at = StaffAssigned { office: Some("North".into()), ..post("leader", None, None) };
    given.programme("KVP", on("2009-02-01"), at);
    let ended =
        |role: &str, office: Option<&str>| StaffEnded { role: role.into(), office: office.map(Into::into), note: None };
    given.programme("KVP", on("2009-12-31"), ended("leader", Some("South")));
    given.programme("KVP", on("2010-06-30"), ended("leader", None));
    let sums = |as_of: &str| -> Vec<(Option<String>, u32, i64, u32)> {
        let filled = one(&given, as_of, "KVP").filled;
        let role = |role: Option<hovedbok_core::Text>| role.map(|role| role.as_str().to_owned());
        filled.into_iter().map(|row| (role(row.role), row.posts, row.share_bp, row.share_unknown)).collect()
    };
    let of = |role: &str| Some(role.to_owned());
    assert_eq!(sums("2009-06-30"), [(None, 3, 9000, 1), (of("adviser"), 2, 9000, 0), (of("leader"), 1, 0, 1)]);
    assert_eq!(sums("2009-07-01"), [(None, 2, 4000, 1), (of("adviser"), 1, 4000, 0), (of("leader"), 1, 0, 1)]);
    assert_eq!(sums("2010-07-01"), [(None, 1, 4000, 0), (of("adviser"), 1, 4000, 0)]);
    let last = |at: usize| one(&given, "2010-07-01", "KVP").staff[at].last_day;
    assert_eq!([last(0), last(1), last(2)], [Some(day("2009-06-30")), None, Some(day("2010-06-30"))]);
}

#[test]
fn contracts_have_deliverables_with_deadlines() {
    let mut given = Given::default();
    let signed = |amount: Option<i64>| ContractSigned {
        contract: name("evaluation"),
        party: "Nordlandsforskning".into(),
        amount_ore: amount.map(|ore| hovedbok_core::Ore::new(ore).unwrap()),
        until: None,
        note: None,
    };
    let due = |deliverable: &str, period: Period| DeliverableDue {
        contract: name("evaluation"),
        deliverable: deliverable.into(),
        due: period,
        note: None,
    };
    let came = |deliverable: &str| DeliverableReceived {
        contract: name("evaluation"),
        deliverable: deliverable.into(),
        note: None,
    };
    given.programme("HUSK", on("2007-06-20"), signed(Some(400_000_000)));
    given.programme("HUSK", on("2007-06-20"), due("interim report", span("2008-01-01", "2008-12-31")));
    given.programme("HUSK", on("2007-06-20"), due("final report", on("2011-12-31")));
    given.programme("HUSK", span("2008-06-01", "2009-06-30").written("after the summer"), came("interim report"));
    given.programme("HUSK", on("2009-01-31"), came("a note"));
    let row = json(&one(&given, "2011-12-31", "HUSK"));
    assert_eq!(row["contracts"][0]["amount_ore"], 400_000_000);
    let shown = |row: &serde_json::Value, at: usize| {
        let own = &row["deliverables"][at];
        ["status", "days_late", "days_late_least", "days_late_most"].map(|key| own[key].clone())
    };
    assert_eq!(json(&shown(&row, 0)), json!(["late", 181, null, null]), "summer is a season: the last day counts");
    assert_eq!(json(&shown(&row, 1)), json!(["due", null, null, null]));
    assert_eq!(json(&shown(&row, 2)), json!(["received", null, null, null]));
    let later = json(&one(&given, "2012-01-02", "HUSK"));
    assert_eq!(json(&shown(&later, 1)), json!(["missing", 2, null, null]));
}

#[test]
fn phases_staff_agreements_and_surveys_are_kept_in_order() {
    let mut given = Given::default();
    given.programme("TRAPPA", on("2016-06-01"), PhaseStarted { phase: "main project".into(), note: None });
    given.programme("TRAPPA", on("2016-03-01"), PhaseStarted { phase: "pre-project".into(), note: None });
    let adviser =
        StaffAssigned { role: "adviser".into(), share_bp: Some(ShareBp(5000)), office: None, until: None, note: None };
    given.programme("TRAPPA", on("2016-03-01"), adviser);
    given.programme("TRAPPA", on("2016-04-01"), AgreementFailed { party: "the learning centre".into(), note: None });
    given.programme("TRAPPA", on("2016-05-01"), AgreementSigned { party: "ASVO".into(), note: None });
    let answers = BTreeMap::from([("informed".into(), BTreeMap::from([("poor".into(), 2), ("good".into(), 4)]))]);
    let survey = SurveyResult { survey: "users".into(), respondents: 6, scale: Scale::Counts, answers, note: None };
    given.programme("TRAPPA", Period::day(day("2017-10-01")), survey);
    let row = json(&one(&given, "2017-12-31", "TRAPPA"));
    assert_eq!(row["phases"][0]["phase"], "pre-project");
    assert_eq!(row["phases"][1]["from"]["start"], "2016-06-01");
    assert_eq!(row["staff"][0]["share_bp"], 5000);
    assert_eq!(row["agreements"][0]["status"], "failed");
    assert_eq!(row["agreements"][1]["status"], "signed");
    assert_eq!(row["surveys"][0]["answers"]["informed"]["poor"], 2);
    assert_eq!(row["surveys"][0]["scale"], "counts");
    assert_eq!(row["owner"], serde_json::Value::Null);
}

#[test]
fn a_unit_is_followed_through_its_names() {
    let mut given = Given::default();
    let rename = |from: &str, to: &str| UnitRenamed { from: from.into(), to: to.into(), note: None };
    given.programme("TRAPPA", on("2017-01-01"), rename("Sysselsetting", "Arbeid"));
    given.programme("TRAPPA", on("2016-01-01"), rename("Verksted", "Sysselsetting"));
    let now =
        |as_of: &str, unit: &str| renamed(&given.timeline, given.at(as_of), &name("TRAPPA"), unit).as_str().to_owned();
    assert_eq!(now("2015-12-31", "Verksted"), "Verksted");
    assert_eq!(now("2016-12-31", "Verksted"), "Sysselsetting");
    assert_eq!(now("2017-01-01", "Verksted"), "Arbeid");
    assert_eq!(now("2017-01-01", "ASVO"), "ASVO");
    assert_eq!(renamed(&given.timeline, given.at("2017-01-01"), &name("KVP"), "Verksted").as_str(), "Verksted");
    assert_eq!(one(&given, "2017-01-01", "TRAPPA").units.len(), 2);
}
