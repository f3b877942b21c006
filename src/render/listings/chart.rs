//! Bars of charts, in the units of the drawing's width.

/// How wide a chart is drawn; the template's `viewBox` says so too.
const WIDTH: usize = 1000;

/// Where each bar begins and how wide it is, when bars for these counts lie end to end and `whole` fills the chart.
pub(super) fn stacked_bars<const N: usize>(counts: [usize; N], whole: usize) -> [(usize, usize); N] {
    let whole = whole.max(1);
    let mut before = 0;
    counts.map(|count| {
        let start = before * WIDTH / whole;
        before += count;
        (start, before * WIDTH / whole - start)
    })
}

/// How wide one bar is drawn when a bar for `longest` fills the chart.
pub(super) fn bar(count: usize, longest: usize) -> usize {
    count * WIDTH / longest.max(1)
}

/// The figures at the beginning, the middle and the end of a chart for counts up to `most`: round ones, so that whoever reads the
/// chart can tell the counts between them.
pub(super) fn axis(most: usize) -> [usize; 3] {
    let mut unit = 1;
    while most > 20 * unit {
        unit *= 10;
    }
    let half = most.div_ceil(2 * unit).max(1) * unit;
    [0, half, 2 * half]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_axis_ends_with_a_round_figure_that_holds_every_count() {
        let axes = [0, 1, 3, 20, 21, 62, 200, 201].map(axis);
        assert_eq!(axes.map(|[_, _, end]| end), [2, 2, 4, 20, 40, 80, 200, 400]);
        assert!((0..3000).all(|most| axis(most)[2] >= most && axis(most)[1] * 2 == axis(most)[2]));
    }

    #[test]
    fn bars_lie_end_to_end_on_one_scale() {
        assert_eq!(stacked_bars([1, 0, 1, 0, 2], 4), [(0, 250), (250, 0), (250, 250), (500, 0), (500, 500)]);
        assert_eq!(stacked_bars([0, 1, 0, 0, 0], 4)[1], (0, 250));
    }
}
