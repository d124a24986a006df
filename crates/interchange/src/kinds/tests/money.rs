//! Money, figures and plans.

use super::*;

#[test]
fn budget_lines_with_bokmal_headers() {
    let imported = csv(
        "budget-lines",
        "program;år;kapittel;post;formål;beløp;art;gjelder fra\nTIO;2006;621;63;tilskudd;\"27 000 000,-\";;\nTIO;2006;621;63;;500;økning;15.06.2006\nTIO;2007;;;;kr 5 mill.;;\n",
    )
    .unwrap();
    assert_eq!(
        all(&imported),
        [
            "fund.appropriated fund/TIO/2006/621.63 2006-01-01 {\"amount_ore\":2700000000,\"purpose\":\"tilskudd\"}",
            "fund.increased fund/TIO/2006/621.63 2006-06-15 {\"amount_ore\":50000}",
            "fund.appropriated fund/TIO/2007/unspecified 2007-01-01 {\"amount_ore\":500000000}",
        ]
    );
}

#[test]
fn a_grant_is_received_or_allocated_as_its_row_says() {
    let imported = csv(
        "grants",
        "program;år;retning;gitt av;gitt til;beløp;finansiering;dato\nA;2016;mottatt;fylket;kommunen;450 000;;15.02.2016\nA;2016;tildelt;kommunen;Bydel 1;1000;kommunal;\n",
    )
    .unwrap();
    assert_eq!(
        all(&imported),
        [
            "grant.received fund/A/2016/grant 2016-02-15 {\"grant\":\"kommunen-2016\",\"from\":\"fylket\",\"amount_ore\":45000000}",
            "grant.allocated fund/A/2016/kommunal 2016-01-01 {\"grant\":\"Bydel-1-2016\",\"recipient\":\"Bydel 1\",\"amount_ore\":100000,\"purpose\":\"not stated\"}",
        ]
    );
    assert_eq!(imported.grants, []);
}

#[test]
fn a_grant_whose_direction_is_not_told_is_left_open() {
    let imported = csv("grants", "program;år;gitt av;gitt til;beløp\nA;2016;fylket;kommunen;450 000\n").unwrap();
    assert_eq!(imported.proposals.len(), 1);
    let [open] = imported.grants.as_slice() else { panic!("one grant is open") };
    assert_eq!((open.allocated, open.source.clone()), (0, None));
    assert_eq!(
        shown(&open.received),
        "grant.received fund/A/2016/grant 2016-01-01 {\"grant\":\"kommunen-2016\",\"from\":\"fylket\",\"amount_ore\":45000000}"
    );
    assert_eq!((open.received.id, imported.proposals[0].id), (None, None));
}

#[test]
fn long_recipients_still_make_a_name() {
    let text = format!("program;år;gitt av;gitt til;beløp\nA;2016;x;{};5\nA;2016;x;—;5\n", "lang ".repeat(40));
    let imported = csv("grants", &text).unwrap();
    let names: Vec<&str> = imported.proposals.iter().map(|made| made.fields["grant"].as_str().unwrap()).collect();
    assert!(names[0].chars().count() <= 64 && names[0].ends_with("-2016"), "{names:?}");
    assert_eq!(names[1], "grant-2016");
}

#[test]
fn spending_is_booked_and_what_nobody_spent_is_a_figure() {
    let imported = csv(
        "spending",
        "program;periode;art;hva;beløp;sikkerhet;tilskudd;betalt;leverandør\nA;2016;brukt;plasser;1000;omtrentlig;;20.06.2016;ASVO\nA;2016;brukt;plasser;1000;;G1;;\nA;2016-2017;ramme;kjøp;600 000;;;;\nA;2016-2017;kontrakt;kjøp;600 000;;;;\n",
    )
    .unwrap();
    assert_eq!(
        all(&imported),
        [
            "fund.spent fund/A/2016/unspecified 2016-06-20 {\"amount_ore\":100000,\"purpose\":\"plasser\",\"supplier\":\"ASVO\",\"for_period\":{\"start\":\"2016-01-01\",\"end\":\"2016-12-31\",\"as_written\":\"2016\"},\"certainty\":\"approximate\"}",
            "grant.spent fund/A/2016/unspecified 2016-01-01 to 2016-12-31 {\"grant\":\"G1\",\"amount_ore\":100000,\"purpose\":\"plasser\",\"for_period\":{\"start\":\"2016-01-01\",\"end\":\"2016-12-31\",\"as_written\":\"2016\"}}",
            "fund.appropriated fund/A/2016/unspecified 2016-01-01 {\"amount_ore\":60000000,\"purpose\":\"kjøp\"}",
            "figure.published figure/A 2017-12-31 {\"indicator\":\"contract: kjøp\",\"value\":60000000,\"unit\":\"ore\",\"about\":{\"start\":\"2016-01-01\",\"end\":\"2017-12-31\",\"as_written\":\"2016-2017\"},\"certainty\":\"stated\",\"document\":\"t.csv\"}",
        ]
    );
}

#[test]
fn figures_are_scaled_by_their_unit_and_bounds_are_kept_as_bounds() {
    let options = Options {
        programme: "A".parse().ok(),
        document: Some("rapport 2010".to_owned()),
        effective: "2010-11-15".parse().ok(),
        ..Options::default()
    };
    let text = "nøkkeltall;verdi;enhet;når\na;49,5;prosent;2008-03-01\nb;\"9 470 000\";kr;2007\nc;;\"percent, below 50\";mai 2010\nd;over 20 %;percent;2010\ne;< 5;personer;2010\nf;;persons;2010\ng;-20;%;2010\n";
    let imported = csv_with("figures", text, &options).unwrap();
    let numbers: Vec<String> = imported
        .proposals
        .iter()
        .map(|made| {
            let of = |name: &str| made.fields.get(name).map(|value| format!("{name} {value} ")).unwrap_or_default();
            format!("{}{}{}{}", of("value"), of("below"), of("above"), made.fields["unit"].as_str().unwrap())
        })
        .collect();
    assert_eq!(
        numbers,
        [
            "value 4950 basis_points",
            "value 947000000 ore",
            "below 5000 basis_points",
            "above 2000 basis_points",
            "below 5 persons",
            "persons",
            "value -2000 basis_points"
        ]
    );
    assert!(imported.proposals.iter().all(|made| made.fields["document"] == "rapport 2010"));
    assert!(imported.proposals.iter().all(|made| made.effective.as_ref().unwrap().to_string() == "2010-11-15"));
}

#[test]
fn a_plan_is_read_with_the_year_of_its_section() {
    let options = Options { plan: "A".parse().ok(), ..Options::default() };
    let text = "år;nr;milepæl;frist;ansvarlig;utført;resultat\n2007;43;Forum;16.-17.04.;leder;17.04.07;\n2007;44;Møte;utsettes til 2008;;;\n2007;;Sak;01.12.07;;utgår;\n2007;45;Plan;;;;done\n2007;46;Plan 2;01.12.07;;;partly done\n2007;47;B;utsatt;;01.05.07;\n";
    let plan = csv_with("milestones", text, &options).unwrap();
    assert_eq!(plan.proposals, []);
    let file = plan.plan.as_ref().unwrap();
    let rows: Vec<String> = file
        .rows
        .iter()
        .map(|row| {
            let period =
                |period: &Option<hovedbok_core::Period>| period.as_ref().map_or("-".to_owned(), ToString::to_string);
            let status = match &row.status {
                PlanStatus::Open => "open".to_owned(),
                PlanStatus::Completed(on) => format!("completed {}", period(on)),
                PlanStatus::Postponed(to) => format!("postponed {}", period(to)),
                PlanStatus::Cancelled => "cancelled".to_owned(),
                PlanStatus::Dropped => "dropped".to_owned(),
            };
            format!(
                "{}/{} {} {status} {}",
                row.section,
                row.number.as_deref().unwrap_or("-"),
                period(&row.due),
                row.words.as_deref().unwrap_or("-")
            )
        })
        .collect();
    assert_eq!(
        rows,
        [
            "2007/43 2007-04-16 to 2007-04-17 completed 2007-04-17 -",
            "2007/44 - postponed 2008-01-01 to 2008-12-31 utsettes til 2008",
            "2007/- 2007-12-01 dropped utgår",
            "2007/45 - completed - done",
            "2007/46 2007-12-01 open partly done",
            "2007/47 - completed 2007-05-01 utsatt",
        ]
    );
}
