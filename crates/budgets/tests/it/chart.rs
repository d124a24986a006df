//! The published chart says what the code does.

use hovedbok_core::entries::FundEntry;

const CHART: &str = include_str!("../../../../docs/accounts.md");

#[test]
fn the_chart_names_every_type_and_every_account() {
    for info in FundEntry::TYPES {
        assert!(CHART.contains(&format!("`{}`", info.name)), "docs/accounts.md does not say what {} moves", info.name);
    }
    for account in [
        "available",
        "appropriation",
        "received:<from>",
        "allocated:<grant>",
        "held:<grant>",
        "spent:<grant>",
        "spent-direct",
        "memorandum:committed:<grant>",
        "memorandum:letters",
    ] {
        assert!(CHART.contains(&format!("| `{account}` |")), "docs/accounts.md does not describe {account}");
    }
}
