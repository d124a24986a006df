//! The curves as a picture: SVG, both axes logarithmic, a dashed line for what grows as the ledger does.
//!
//! It is drawn here because there is little to it but keeping the names at the ends of 34 lines apart, which a library would
//! leave to be done as well.

use std::fmt::Write;

use crate::curves::Curve;

const WIDTH: f64 = 900.0;
const HEIGHT: f64 = 620.0;
/// Left, top, right and bottom of the field with the lines; names are right of it.
const FIELD: (f64, f64, f64, f64) = (70.0, 20.0, 700.0, 570.0);
/// Between two names.
const APART: f64 = 15.5;
/// Colours that people who do not tell red from green can tell apart (Okabe and Ito, 2008), without the yellow one.
const COLOURS: [&str; 7] = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000"];

/// A range of values on an axis: whole decades.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Axis {
    first: i32,
    last: i32,
    from: f64,
    to: f64,
}

impl Axis {
    fn of(values: impl Iterator<Item = f64>, (from, to): (f64, f64)) -> Axis {
        let (least, most) =
            values.fold((f64::MAX, f64::MIN), |(least, most), value| (least.min(value), most.max(value)));
        let (first, last) = (least.max(1e-3).log10().floor() as i32, most.max(1e-3).log10().ceil() as i32);
        Axis { first, last: last.max(first + 1), from, to }
    }

    fn place(&self, value: f64) -> f64 {
        let share = (value.max(1e-3).log10() - f64::from(self.first)) / f64::from(self.last - self.first);
        self.from + share * (self.to - self.from)
    }

    fn decades(&self) -> impl Iterator<Item = f64> {
        (self.first..=self.last).map(|decade| 10_f64.powi(decade))
    }
}

/// The picture; the same for the same curves.
pub fn svg(curves: &[Curve]) -> String {
    let (left, top, right, bottom) = FIELD;
    let points = || curves.iter().flat_map(|curve| &curve.times);
    let across = Axis::of(points().map(|(entries, _)| *entries as f64), (left, right));
    let up = Axis::of(points().map(|(_, time)| *time), (bottom, top));
    let mut svg = String::new();
    // Writing to a String cannot fail.
    let _ = writeln!(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" font-family=\"sans-serif\" \
         font-size=\"12\">\n<title>Milliseconds of each question by the entries of the ledger</title>\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>"
    );
    for entries in across.decades() {
        let x = across.place(entries);
        let _ = writeln!(svg, "<path d=\"M{x:.1} {top:.1}V{bottom:.1}\" stroke=\"#ddd\"/>");
        let _ = writeln!(svg, "<text x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{entries}</text>", bottom + 18.0);
    }
    for time in up.decades() {
        let y = up.place(time);
        let _ = writeln!(svg, "<path d=\"M{left:.1} {y:.1}H{right:.1}\" stroke=\"#ddd\"/>");
        let _ =
            writeln!(svg, "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{time} ms</text>", left - 6.0, y + 4.0);
    }
    let _ = writeln!(
        svg,
        "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">entries</text>",
        f64::midpoint(left, right),
        bottom + 38.0
    );
    svg.push_str(&linear(across, up));
    let mut curves: Vec<&Curve> = curves.iter().filter(|curve| !curve.times.is_empty()).collect();
    let end = |curve: &Curve| curve.times.last().map_or(bottom, |(_, time)| up.place(*time));
    curves.sort_by(|a, b| end(a).total_cmp(&end(b)));
    let names = kept_apart(&curves.iter().map(|curve| end(curve)).collect::<Vec<_>>());
    for (index, (curve, name)) in curves.iter().zip(names).enumerate() {
        let colour = COLOURS.get(index % COLOURS.len()).unwrap_or(&"#000");
        let line: Vec<String> = curve
            .times
            .iter()
            .map(|(entries, time)| format!("{:.1} {:.1}", across.place(*entries as f64), up.place(*time)))
            .collect();
        let _ =
            writeln!(svg, "<path d=\"M{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"1.5\"/>", line.join("L"));
        let last = curve.times.last().map_or(right, |(entries, _)| across.place(*entries as f64));
        let _ = writeln!(
            svg,
            "<path d=\"M{last:.1} {:.1}L{:.1} {name:.1}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"0.5\"/>",
            end(curve),
            right + 20.0
        );
        let (x, y) = (right + 24.0, name + 4.0);
        let _ = writeln!(svg, "<text x=\"{x:.1}\" y=\"{y:.1}\" fill=\"{colour}\">{}</text>", curve.question);
    }
    svg.push_str("</svg>\n");
    svg
}

/// What takes ten times as long for ten times the entries, through the middle of the field.
fn linear(across: Axis, up: Axis) -> String {
    let (decades, high) = (across.last - across.first, up.last - up.first);
    let steps = decades.min(high);
    let (first, lowest) = (across.first + (decades - steps) / 2, up.first + (high - steps) / 2);
    let at = |step: i32| (across.place(10_f64.powi(first + step)), up.place(10_f64.powi(lowest + step)));
    let ((x, y), (to_x, to_y)) = (at(0), at(steps));
    format!(
        "<path d=\"M{x:.1} {y:.1}L{to_x:.1} {to_y:.1}\" stroke=\"#888\" stroke-dasharray=\"6 4\"/>\n\
         <text x=\"{:.1}\" y=\"{:.1}\" fill=\"#666\">as the entries</text>\n",
        x + 12.0,
        y - 4.0
    )
}

/// Heights in ascending order, moved as little as they need to stand apart and in the picture.
fn kept_apart(heights: &[f64]) -> Vec<f64> {
    let (_, top, _, bottom) = FIELD;
    let apart = APART.min((bottom - top) / heights.len().max(1) as f64);
    let mut next = top;
    let mut placed: Vec<f64> = heights
        .iter()
        .map(|height| {
            let at = height.max(next);
            next = at + apart;
            at
        })
        .collect();
    let mut most = bottom;
    for height in placed.iter_mut().rev() {
        *height = height.min(most);
        most = *height - apart;
    }
    placed
}

#[cfg(test)]
mod tests {
    use super::*;

    fn curves(count: usize) -> Vec<Curve> {
        let times = |scale: f64| [(10_000, 0.2 * scale), (100_000, 2.0 * scale), (1_000_000, 20.0 * scale)].to_vec();
        (0..count).map(|index| Curve { question: "state", times: times(1.0 + index as f64 / 1e3) }).collect()
    }

    #[test]
    fn names_stand_apart_and_in_the_field_however_near_the_lines_end() {
        for ends in [vec![100.0; 34], (0..34).map(|n| 560.0 + f64::from(n) / 10.0).collect(), vec![30.0, 31.0, 400.0]] {
            let placed = kept_apart(&ends);
            assert!(placed.windows(2).all(|pair| pair[1] - pair[0] > 12.0), "{placed:?}");
            assert!(placed.iter().all(|height| (FIELD.1..=FIELD.3).contains(height)), "{placed:?}");
        }
    }

    #[test]
    fn a_line_that_grows_as_the_entries_do_is_parallel_to_the_dashed_one() {
        let points = [(1e4, 0.2), (1e6, 20.0)];
        let across = Axis::of(points.iter().map(|(entries, _)| *entries), (70.0, 700.0));
        let up = Axis::of(points.iter().map(|(_, time)| *time), (570.0, 20.0));
        assert_eq!((across.first, across.last, up.first, up.last), (4, 6, -1, 2));
        let slope =
            |a: (f64, f64), b: (f64, f64)| (up.place(b.1) - up.place(a.1)) / (across.place(b.0) - across.place(a.0));
        assert!((slope(points[0], points[1]) - slope((1e4, 1.0), (1e5, 10.0))).abs() < 1e-9);
    }

    #[test]
    fn every_question_is_in_the_picture_and_it_is_the_same_each_time() {
        let svg = svg(&curves(34));
        assert_eq!(svg.matches(">state</text>").count(), 34);
        assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>\n") && !svg.contains("NaN"), "{svg}");
        assert_eq!(svg, super::svg(&curves(34)));
        assert!(!super::svg(&[]).contains("NaN"));
    }
}
