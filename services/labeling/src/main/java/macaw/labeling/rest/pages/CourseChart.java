package macaw.labeling.rest.pages;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import macaw.labeling.quality.AgreementReport;
import macaw.labeling.quality.Figure;
import macaw.labeling.quality.Interval;
import macaw.labeling.quality.Measure;

/**
 * Pairwise agreement over time as a drawing, from 0 at the bottom to 1 at the top. Steps without a figure are gaps.
 *
 * @param points the steps that have a figure
 * @param lines what connects neighbouring steps, as {@code points} of polylines
 */
public record CourseChart(List<Point> points, List<String> lines) {
    /** Width of the drawing. */
    public static final int WIDTH = 720;
    /** Height of the drawing. */
    public static final int HEIGHT = 200;

    private static final int LEFT = 44;
    private static final int RIGHT = 16;
    private static final int TOP = 12;
    private static final int BOTTOM = 28;

    /**
     * A step.
     *
     * @param x across
     * @param y down
     * @param low where its interval ends at the bottom; y where it has none
     * @param high where its interval ends at the top; y where it has none
     * @param title what it says
     */
    public record Point(String x, String y, String low, String high, String title) {}

    static CourseChart of(List<AgreementReport.OfPeriod> course) {
        List<Point> points = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        var line = new StringBuilder();
        for (int step = 0; step < course.size(); step++) {
            Figure figure = course.get(step).figures().get(Measure.PAIRWISE);
            if (figure == null || figure.value().isEmpty()) {
                end(line, lines);
                continue;
            }
            double value = figure.value().getAsDouble();
            Interval interval = figure.interval().orElse(new Interval(value, value));
            String x = number(across(step, course.size()));
            points.add(new Point(
                    x,
                    down(value),
                    down(interval.low()),
                    down(interval.high()),
                    course.get(step).from() + ": " + FigureView.share(figure).sentence()));
            line.append(line.isEmpty() ? "" : " ").append(x).append(',').append(down(value));
        }
        end(line, lines);
        return new CourseChart(List.copyOf(points), List.copyOf(lines));
    }

    private static void end(StringBuilder line, List<String> lines) {
        if (!line.isEmpty()) {
            lines.add(line.toString());
            line.setLength(0);
        }
    }

    private static double across(int step, int steps) {
        double room = WIDTH - LEFT - RIGHT;
        return steps == 1 ? LEFT + room / 2 : LEFT + room * step / (steps - 1);
    }

    /** Where a share is drawn. */
    public static String down(double share) {
        return number(TOP + (1 - share) * (HEIGHT - TOP - BOTTOM));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
