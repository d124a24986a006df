//! The tables of the five programmes, as they are.

use super::*;

fn table(name: &str) -> Vec<u8> {
    let path = format!("{}/../../tests/data/programmes/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read(path).unwrap()
}

fn imported(kind: &str, name: &str, options: &Options) -> Imported {
    read(find(kind).unwrap(), name, &table(name), None, options).map_err(|error| error.to_string()).unwrap()
}

fn named_options(name: &str) -> Options {
    Options { programme: name.parse().ok(), plan: name.parse().ok(), ..Options::default() }
}

#[test]
fn budget_lines() {
    let lines = imported("budget-lines", "budget_lines.csv", &Options::default());
    let shown = all(&lines);
    assert_eq!(shown.len(), 8);
    assert!(shown[0].starts_with("fund.appropriated fund/TIO/2005/621.63 2005-01-01 {\"amount_ore\":2000000000,"));
    assert!(shown[6].starts_with("fund.appropriated fund/HUSK/2008/761.77 2008-01-01 {\"amount_ore\":365500000,"));
    assert!(shown[7].starts_with("fund.appropriated fund/HUSK/2009/unspecified"));
}

#[test]
fn grants() {
    let grants = imported("grants", "grants.csv", &Options::default());
    assert_eq!((grants.proposals.len(), grants.grants.len()), (3, 3));
    assert_eq!(
        shown(&grants.proposals[0]),
        "grant.allocated fund/TRAPPA/2016/unspecified 2016-01-01 {\"grant\":\"Nordre-Land-municipality-2016\",\"recipient\":\"Nordre Land municipality\",\"amount_ore\":45000000,\"note\":\"project was planned for 2016 only\",\"purpose\":\"not stated\"}"
    );
    assert_eq!(grants.grants[2].received.fields["from"], "Directorate for Health and Social Affairs");
}

#[test]
fn spending() {
    let spending = imported("spending", "spending.csv", &Options::default());
    let heads: Vec<String> = all(&spending).iter().map(|made| made.split(" {").next().unwrap().to_owned()).collect();
    assert_eq!(
        heads,
        [
            "fund.appropriated fund/TRAPPA/2016/unspecified 2016-01-01",
            "fund.spent fund/TRAPPA/2016/unspecified 2016-01-01 to 2017-12-31",
            "figure.published figure/TRAPPA 2017-12-31",
            "figure.published figure/HUSK 2011-12-31",
            "figure.published figure/HUSK 2008-12-31",
        ]
    );
    assert!(remarks(&spending).iter().any(|remark| remark.contains("was read as the fund of 2016")));
}

#[test]
fn figures() {
    let figures = imported("figures", "p1824_figures.csv", &named_options("P1824"));
    assert_eq!(figures.proposals.len(), 18);
    let of = |at: usize, field: &str| figures.proposals[at].fields.get(field).cloned().unwrap_or_default();
    assert_eq!((of(4, "value"), of(4, "unit")), (4950.into(), "basis_points".into()));
    assert_eq!((of(10, "value"), of(10, "unit")), (947_000_000.into(), "ore".into()));
    assert_eq!((of(12, "value"), of(12, "below")), (Value::Null, 5000.into()));
    assert_eq!((of(14, "value"), of(15, "value")), ((-2000).into(), Value::Null));
    assert!(remarks(&figures).iter().any(|remark| remark.contains("the file's own name is used")));
}

#[test]
fn plans() {
    let count = |plan: &PlanFile, is: fn(&PlanStatus) -> bool| plan.rows.iter().filter(|row| is(&row.status)).count();
    for (file, plan, rows, completed, postponed, cancelled, dropped) in [
        ("tio_milestones.csv", "TIO", 58, 24, 5, 0, 1),
        ("husk_milestones.csv", "HUSK", 114, 91, 0, 3, 0),
        ("trappa_plan.csv", "TRAPPA", 30, 11, 2, 0, 3),
    ] {
        let read = imported("milestones", file, &named_options(plan)).plan.unwrap();
        assert_eq!(read.plan.as_str(), plan);
        assert_eq!(read.rows.len(), rows, "{plan}");
        assert_eq!(count(&read, |s| matches!(s, PlanStatus::Completed(_))), completed, "{plan}");
        assert_eq!(count(&read, |s| matches!(s, PlanStatus::Postponed(_))), postponed, "{plan}");
        assert_eq!(count(&read, |s| matches!(s, PlanStatus::Cancelled)), cancelled, "{plan}");
        assert_eq!(count(&read, |s| matches!(s, PlanStatus::Dropped)), dropped, "{plan}");
    }
}
