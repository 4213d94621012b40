package macaw.labeling.rest.pages;

import java.util.Locale;
import java.util.function.DoubleFunction;
import macaw.labeling.quality.Figure;
import org.jspecify.annotations.Nullable;

/**
 * A figure in words.
 *
 * @param value what a page shows; null where there is nothing to measure
 * @param range the 95 % interval; null where there is none
 * @param tasks tasks that it rests on
 * @param units what was counted in them
 */
public record FigureView(@Nullable String value, @Nullable String range, int tasks, long units) {
    private static final int PERCENT = 100;

    /** Of a share, in percent. */
    static FigureView share(@Nullable Figure figure) {
        return of(figure, FigureView::percent);
    }

    /** Of a coefficient, with two decimals. */
    static FigureView coefficient(@Nullable Figure figure) {
        return of(figure, value -> String.format(Locale.ROOT, "%.2f", value));
    }

    private static FigureView of(@Nullable Figure figure, DoubleFunction<String> words) {
        if (figure == null) {
            return new FigureView(null, null, 0, 0);
        }
        return new FigureView(
                figure.value().isPresent() ? words.apply(figure.value().getAsDouble()) : null,
                figure.interval()
                        .map(interval -> words.apply(interval.low()) + " to " + words.apply(interval.high()))
                        .orElse(null),
                figure.tasks(),
                figure.units());
    }

    static String percent(double share) {
        return String.format(Locale.ROOT, "%.0f %%", PERCENT * share);
    }

    /** All of it in one line. */
    public String sentence() {
        if (value == null) {
            return "no figure";
        }
        return value + (range == null ? "" : " (" + range + ")") + ", " + tasks + (tasks == 1 ? " task" : " tasks");
    }
}
