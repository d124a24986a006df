//! At which positions a fact is in force.

use hovedbok_core::Seq;

/// The positions at which a fact is in force: half-open spans in order.
#[derive(Debug, Clone, Default)]
pub struct Knowledge(Spans);

/// Nearly every fact has one span, which needs no list of its own.
#[derive(Debug, Clone, Default)]
enum Spans {
    #[default]
    Never,
    One((Seq, Seq)),
    Many(Vec<(Seq, Seq)>),
}

impl PartialEq for Knowledge {
    fn eq(&self, other: &Knowledge) -> bool {
        self.spans() == other.spans()
    }
}

impl Eq for Knowledge {}

const FOREVER: Seq = Seq(u64::MAX);

/// A position after every entry: the newest state of knowledge, whatever that is.
pub const NEWEST: Seq = Seq(u64::MAX - 1);

impl Knowledge {
    /// Whether it is in force at the position.
    pub fn at(&self, position: Seq) -> bool {
        self.spans().iter().any(|(from, to)| *from <= position && position < *to)
    }

    /// The spans `[from, to)`, in order; the last one may be open (`u64::MAX`).
    pub fn spans(&self) -> &[(Seq, Seq)] {
        match &self.0 {
            Spans::Never => &[],
            Spans::One(span) => std::slice::from_ref(span),
            Spans::Many(spans) => spans,
        }
    }

    pub(crate) fn set(&mut self, position: Seq, in_force: bool) {
        let open = self.spans().last().is_some_and(|(_, to)| *to == FOREVER);
        match (in_force, open) {
            (true, false) => self.begin((position, FOREVER)),
            (false, true) => {
                let last = match &mut self.0 {
                    Spans::Never => None,
                    Spans::One(span) => Some(span),
                    Spans::Many(spans) => spans.last_mut(),
                };
                if let Some(last) = last {
                    last.1 = position;
                }
            }
            (true, true) | (false, false) => {}
        }
    }

    fn begin(&mut self, span: (Seq, Seq)) {
        match &mut self.0 {
            Spans::Never => self.0 = Spans::One(span),
            Spans::One(first) => self.0 = Spans::Many(vec![*first, span]),
            Spans::Many(spans) => spans.push(span),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fact_that_comes_and_goes_has_a_span_for_each_time() {
        let mut known = Knowledge::default();
        assert_eq!(known.spans(), []);
        known.set(Seq(1), false);
        assert_eq!(known, Knowledge::default());
        let mut spans = Vec::new();
        for start in [3, 7, 20] {
            let before = known.clone();
            known.set(Seq(start), true);
            assert_ne!(known, before);
            known.set(Seq(start + 1), true);
            assert_eq!(known.spans(), [&spans[..], &[(Seq(start), FOREVER)]].concat());
            known.set(Seq(start + 2), false);
            known.set(Seq(start + 3), false);
            spans.push((Seq(start), Seq(start + 2)));
            assert_eq!(known.spans(), spans);
            assert!(known.at(Seq(start + 1)) && !known.at(Seq(start + 2)));
        }
        assert!(known.at(Seq(3)) && !known.at(Seq(5)) && known.at(Seq(8)));
    }
}
