package macaw.languagemodel;

import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.filter.Filter;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The filters that a chat template may use, each refused where it would write more than fits. */
public final class TemplateFilters {
    /** Those of Jinja that jinjava has alike, less those that make a text as long as a number says. */
    static final Set<String> ALLOWED = Set.of(
            "abs",
            "bool",
            "capitalize",
            "count",
            "d",
            "default",
            "dictsort",
            "e",
            "escape",
            "first",
            "float",
            "groupby",
            "int",
            "items",
            "join",
            "last",
            "length",
            "list",
            "lower",
            "map",
            "reject",
            "rejectattr",
            "replace",
            "reverse",
            "round",
            "safe",
            "select",
            "selectattr",
            "sort",
            "string",
            "sum",
            "title",
            "tojson",
            "trim",
            "unique",
            "upper");

    private TemplateFilters() {}

    /** Jinja's replace. */
    public record Replace(TemplateMethods methods) implements Filter {
        @Override
        public String getName() {
            return "replace";
        }

        @Override
        public Object filter(Object value, JinjavaInterpreter interpreter, String... arguments) {
            if (arguments.length != 2) {
                throw new IllegalArgumentException("replace needs two texts");
            }
            methods.charge(String.valueOf(value).length());
            return methods.replaced(String.valueOf(value), arguments[0], arguments[1]);
        }
    }

    /** Jinja's items, which jinjava lacks. */
    public record Items() implements Filter {
        @Override
        public String getName() {
            return "items";
        }

        @Override
        public Object filter(Object value, JinjavaInterpreter interpreter, String... arguments) {
            return value instanceof Map<?, ?> map ? map.entrySet() : List.of();
        }
    }

    /**
     * Another filter, after a look at how much it is given: what a list holds counts as often as it is in there.
     *
     * @param methods counts it
     * @param maxText the most characters that it is given
     */
    public record Measured(Filter filter, TemplateMethods methods, int maxText) implements Filter {
        @Override
        public String getName() {
            return filter.getName();
        }

        @Override
        public Object filter(Object value, JinjavaInterpreter interpreter, String... arguments) {
            check(value, arguments);
            return filter.filter(value, interpreter, arguments);
        }

        @Override
        public Object filter(
                Object value, JinjavaInterpreter interpreter, Object[] arguments, Map<String, Object> named) {
            check(value, arguments);
            return filter.filter(value, interpreter, arguments, named);
        }

        private void check(Object value, Object[] arguments) {
            long elements = value instanceof Collection<?> list ? list.size() : 1;
            long length = length(value, maxText);
            for (Object argument : arguments) {
                length += elements * length(argument, maxText); // join writes it between all of them
            }
            if (length > maxText) {
                throw new IllegalArgumentException(
                        "the filter " + getName() + " is given more than " + maxText + " characters");
            }
            methods.charge(length);
        }

        /** The characters in a value, or more than {@code enough} where there are. */
        private static long length(Object value, long enough) {
            long length = 2;
            if (value instanceof CharSequence text) {
                length += text.length();
            } else if (value instanceof Collection<?> list) {
                for (Object element : list) {
                    length += length <= enough ? length(element, enough - length) : 0;
                }
            } else if (value instanceof Map<?, ?> map) {
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    length += length <= enough
                            ? length(entry.getKey(), enough - length) + length(entry.getValue(), enough - length)
                            : 0;
                }
            }
            return length;
        }
    }
}
