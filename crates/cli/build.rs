//! The day on which the program is built, for a ledger whose clock has nothing else to be held against. A build in the same
//! target folder keeps the day of the first one: an earlier day holds a clock less tightly, never wrongly.

use std::time::{SystemTime, UNIX_EPOCH};

fn main() {
    // Builds that must come out the same say their time (reproducible-builds.org, SOURCE_DATE_EPOCH).
    let given = std::env::var("SOURCE_DATE_EPOCH").ok().filter(|text| text.parse::<i64>().is_ok());
    let clock = || SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs()).to_string();
    println!("cargo:rustc-env=HOVEDBOK_BUILT={}", given.unwrap_or_else(clock));
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-env-changed=SOURCE_DATE_EPOCH");
}
