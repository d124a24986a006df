//! Metrics in the text format of Prometheus (version 0.0.4), for programs that watch a ledger.

use std::fmt::Write;

/// Something that is measured.
#[derive(Debug, Clone)]
pub struct Metric {
    /// Its name; the unit comes last.
    pub name: &'static str,
    /// What it is, in English.
    pub help: &'static str,
    /// A value for each set of labels.
    pub samples: Vec<Sample>,
}

/// A value with its labels.
#[derive(Debug, Clone)]
pub struct Sample {
    /// Name and value of each label.
    pub labels: Vec<(&'static str, String)>,
    /// The value, as a decimal number.
    pub value: String,
}

impl Metric {
    /// A metric without values yet.
    pub fn new(name: &'static str, help: &'static str) -> Metric {
        Metric { name, help, samples: Vec::new() }
    }

    /// Adds a value.
    pub fn put(&mut self, labels: &[(&'static str, &str)], value: impl ToString) {
        let labels = labels.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        self.samples.push(Sample { labels, value: value.to_string() });
    }
}

/// The metrics as text; all are gauges, and one without a value is left out.
pub fn metrics(metrics: &[Metric]) -> String {
    let mut text = String::new();
    for metric in metrics.iter().filter(|metric| !metric.samples.is_empty()) {
        let Metric { name, help, samples } = metric;
        let help = help.replace('\\', r"\\").replace('\n', r"\n");
        // Writing to a text cannot fail.
        let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} gauge");
        for Sample { labels, value } in samples {
            let labels: Vec<String> =
                labels.iter().map(|(name, value)| format!("{name}=\"{}\"", escaped(value))).collect();
            let labels = if labels.is_empty() { String::new() } else { format!("{{{}}}", labels.join(",")) };
            let _ = writeln!(text, "{name}{labels} {value}");
        }
    }
    text
}

/// The value of a label.
fn escaped(value: &str) -> String {
    value.replace('\\', r"\\").replace('"', "\\\"").replace('\n', r"\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metrics_are_written_as_the_format_says() {
        let mut lag = Metric::new("hovedbok_view_lag_entries", "Entries\nthat \\ lack.");
        lag.put(&[("view", "live"), ("generation", "a\\b\"c\nd")], 12);
        lag.put(&[("view", "next")], "0.5");
        let mut entries = Metric::new("hovedbok_entries", "Entries.");
        entries.put(&[], 3);
        let text = metrics(&[lag, Metric::new("hovedbok_none", "Nothing."), entries]);
        let expected = [
            r"# HELP hovedbok_view_lag_entries Entries\nthat \\ lack.",
            "# TYPE hovedbok_view_lag_entries gauge",
            r#"hovedbok_view_lag_entries{view="live",generation="a\\b\"c\nd"} 12"#,
            r#"hovedbok_view_lag_entries{view="next"} 0.5"#,
            "# HELP hovedbok_entries Entries.",
            "# TYPE hovedbok_entries gauge",
            "hovedbok_entries 3",
        ];
        assert_eq!(text, expected.join("\n") + "\n");
    }
}
