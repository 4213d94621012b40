package macaw.monitoring.dashboards;

import java.util.ArrayList;
import java.util.List;

/**
 * One picture.
 *
 * @param description what it means and when to worry, for who hovers over it
 * @param unit Grafana's id of a unit, e.g. {@code s}, {@code bytes}, {@code percentunit}
 * @param steps colours from a value on, the lowest first; empty for none
 * @param width columns of the 24 that a row has
 */
public record Panel(
        Kind kind, String title, String description, String unit, List<Step> steps, int width, List<Query> queries) {
    /** How it is drawn. */
    public enum Kind {
        /** Lines over time. */
        LINES,
        /** Areas upon each other over time. */
        STACKED,
        /** The present numbers, large. */
        NUMBERS,
        /** The present numbers as a table, a row a series. */
        TABLE
    }

    /** From this value on, in this colour. */
    public record Step(double from, String colour) {}

    public Panel {
        steps = List.copyOf(steps);
        queries = List.copyOf(queries);
    }

    static Panel lines(String title, String unit, String description) {
        return new Panel(Kind.LINES, title, description, unit, List.of(), 8, List.of());
    }

    static Panel stacked(String title, String unit, String description) {
        return new Panel(Kind.STACKED, title, description, unit, List.of(), 8, List.of());
    }

    static Panel numbers(String title, String unit, String description) {
        return new Panel(Kind.NUMBERS, title, description, unit, List.of(), 4, List.of());
    }

    static Panel table(String title, String unit, String description) {
        return new Panel(Kind.TABLE, title, description, unit, List.of(), 8, List.of());
    }

    Panel query(String expression, String legend) {
        List<Query> more = new ArrayList<>(queries);
        more.add(new Query(expression, legend));
        return new Panel(kind, title, description, unit, steps, width, more);
    }

    /** Orange from the first value on, red from the second. */
    Panel worry(double orange, double red) {
        return new Panel(
                kind,
                title,
                description,
                unit,
                List.of(new Step(orange, "orange"), new Step(red, "red")),
                width,
                queries);
    }

    /** Red below this value, green from it on. */
    Panel fine(double from) {
        return new Panel(kind, title, description, unit, List.of(new Step(from, "green")), width, queries);
    }

    Panel wide(int columns) {
        return new Panel(kind, title, description, unit, steps, columns, queries);
    }
}
