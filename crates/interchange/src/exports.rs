//! Files for evaluators: what their tools load at the first try, one file a format.
//!
//! Each format takes plain rows ([`rows`], [`tables`]) and a writer. The rows come in their final order, and nothing but
//! the rows decides what is written: no clock, no names of machines, so that the same rows give the same bytes.
//!
//! | format | module | read by |
//! |---|---|---|
//! | `spell`, `sts`, `sps` | [`spell`], [`sts`], [`sps`] | TraMineR (R) |
//! | `counting` | [`counting`] | survival (R), lifelines (Python) |
//! | `ocel`, `xes` | [`ocel`], [`xes`] | pm4py (Python), ProM |
//! | `bupar` | [`bupar`] | bupaR (R) |
//! | `datapackage` | [`package`] | frictionless (Python, R) |
//! | `parquet` | [`parquet`] | DuckDB, pandas, arrow |
//! | `bitemporal` | [`bitemporal`] | the same |
//! | `360giving` | [`giving`] | 360Giving's tools |

pub mod bitemporal;
pub mod bupar;
pub mod codebook;
pub mod counting;
pub mod giving;
pub mod manifest;
pub mod measured;
pub mod ocel;
pub mod package;
pub mod parquet;
pub mod rows;
pub mod spell;
pub mod sps;
pub mod states;
pub mod sts;
pub mod tables;
pub mod vintages;
pub mod xes;

#[cfg(test)]
mod tests;

use std::io;

use hovedbok_core::Day;

/// An error of a library that writes, as the error of writing that it is.
fn written(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> io::Error {
    io::Error::other(error)
}

/// A day as an instant in UTC, some milliseconds after midnight: what happens on one day keeps its order.
fn instant(day: Day, milliseconds: u64) -> String {
    let seconds = milliseconds / 1_000;
    let (hours, minutes) = (seconds / 3_600 % 24, seconds / 60 % 60);
    format!("{day}T{hours:02}:{minutes:02}:{:02}.{:03}Z", seconds % 60, milliseconds % 1_000)
}
