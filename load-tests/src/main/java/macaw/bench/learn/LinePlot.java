package macaw.bench.learn;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Curves over one axis as an SVG that a page shows as it is: no script, no font of its own, the same bytes for the same numbers.
 *
 * @param title above it
 * @param across what the horizontal axis counts
 * @param up what the vertical axis counts
 * @param series at least one, each with at least one dot
 */
record LinePlot(String title, String across, String up, List<Series> series) {
    private static final int WIDTH = 720;
    private static final int HEIGHT = 400;
    private static final int LEFT = 64;
    private static final int RIGHT = 24;
    private static final int TOP = 40;
    private static final int BOTTOM = 56;
    private static final int TICKS = 5;
    /** Okabe and Ito's, told apart without seeing red or green. */
    private static final List<String> COLOURS =
            List.of("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000");

    /** A place on the plot. */
    record Dot(double x, double y) {}

    /** A named curve; a dashed one is somebody else's. */
    record Series(String name, boolean dashed, List<Dot> dots) {
        Series {
            dots = List.copyOf(dots);
        }
    }

    /** From the least to the most, or a little more than that where there is nothing between. */
    private record Range(double low, double high) {
        static Range of(List<Double> values) {
            double low = values.stream().min(Double::compare).orElseThrow();
            double high = values.stream().max(Double::compare).orElseThrow();
            return high > low ? new Range(low, high) : new Range(low - 0.5, high + 0.5);
        }

        double part(double value) {
            return (value - low) / (high - low);
        }

        /** Round numbers inside it: 1, 2 or 5 times a power of ten apart. */
        List<Double> ticks() {
            double raw = (high - low) / TICKS;
            double power = Math.pow(10, Math.floor(Math.log10(raw)));
            double step = power * (raw / power > 5 ? 10 : raw / power > 2 ? 5 : raw / power > 1 ? 2 : 1);
            List<Double> ticks = new ArrayList<>();
            for (long n = (long) Math.ceil(low / step - 1e-9); n * step <= high + 1e-9 * step; n++) {
                ticks.add(n * step);
            }
            return ticks;
        }
    }

    LinePlot {
        series = List.copyOf(series);
    }

    /** The picture. */
    String svg() {
        Range x = Range.of(values(true));
        Range y = Range.of(values(false));
        var svg = new StringBuilder();
        add(
                svg,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"12\">",
                WIDTH,
                HEIGHT);
        add(svg, "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>");
        text(svg, LEFT, 22, "start", title);
        for (double tick : x.ticks()) {
            double at = across(x, tick);
            add(svg, "<path d=\"M%.1f %d V%d\" stroke=\"#ddd\"/>", at, TOP, HEIGHT - BOTTOM);
            text(svg, at, HEIGHT - BOTTOM + 18, "middle", number(tick));
        }
        for (double tick : y.ticks()) {
            double at = up(y, tick);
            add(svg, "<path d=\"M%d %.1f H%d\" stroke=\"#ddd\"/>", LEFT, at, WIDTH - RIGHT);
            text(svg, LEFT - 8, at + 4, "end", number(tick));
        }
        text(svg, (LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 14, "middle", across);
        add(
                svg,
                "<text transform=\"translate(16 %d) rotate(-90)\" text-anchor=\"middle\">%s</text>",
                (TOP + HEIGHT - BOTTOM) / 2,
                escaped(up));
        for (int i = 0; i < series.size(); i++) {
            curve(svg, series.get(i), COLOURS.get(i % COLOURS.size()), i, x, y);
        }
        return svg.append("</svg>\n").toString();
    }

    private void curve(StringBuilder svg, Series curve, String colour, int index, Range x, Range y) {
        var path = new StringBuilder();
        for (Dot dot : curve.dots()) {
            path.append(String.format(
                    Locale.ROOT, "%s%.1f %.1f", path.isEmpty() ? "M" : " L", across(x, dot.x()), up(y, dot.y())));
        }
        String dash = curve.dashed() ? " stroke-dasharray=\"5 4\"" : "";
        add(svg, "<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"1.8\"%s/>", path, colour, dash);
        // the lower right corner, which curves that rise leave free
        double line = HEIGHT - BOTTOM - 12 - 16.0 * (series.size() - 1 - index);
        add(
                svg,
                "<path d=\"M%d %.1f h24\" stroke=\"%s\" stroke-width=\"1.8\"%s/>",
                WIDTH - 210,
                line - 4,
                colour,
                dash);
        text(svg, WIDTH - 180, line, "start", curve.name());
    }

    private List<Double> values(boolean horizontal) {
        return series.stream()
                .flatMap(curve -> curve.dots().stream())
                .map(dot -> horizontal ? dot.x() : dot.y())
                .toList();
    }

    private static double across(Range range, double value) {
        return LEFT + range.part(value) * (WIDTH - LEFT - RIGHT);
    }

    private static double up(Range range, double value) {
        return HEIGHT - BOTTOM - range.part(value) * (HEIGHT - TOP - BOTTOM);
    }

    private static String number(double value) {
        String text = String.format(Locale.ROOT, "%.3f", value).replaceFirst("\\.?0+$", "");
        return text.equals("-0") ? "0" : text;
    }

    private static void text(StringBuilder svg, double x, double y, String anchor, String text) {
        add(svg, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>", x, y, anchor, escaped(text));
    }

    private static void add(StringBuilder svg, String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
