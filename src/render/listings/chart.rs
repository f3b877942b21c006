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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_lie_end_to_end_on_one_scale() {
        assert_eq!(stacked_bars([1, 0, 1, 0, 2], 4), [(0, 250), (250, 0), (250, 250), (500, 0), (500, 500)]);
        assert_eq!(stacked_bars([0, 1, 0, 0, 0], 4)[1], (0, 250));
    }
}
