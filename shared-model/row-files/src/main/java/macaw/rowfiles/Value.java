package macaw.rowfiles;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a cell holds, whatever the format of its file. A null is no value: its cell is absent. */
public sealed interface Value {
    /** Text, and every number that is not whole, as it is written. */
    record Text(String text) implements Value {}

    /** A whole number. */
    record Whole(long number) implements Value {}

    /** True or false. */
    record Flag(boolean holds) implements Value {}

    /** A list. */
    record Many(List<Value> values) implements Value {
        public Many {
            values = List.copyOf(values);
        }
    }

    /** An object or a struct; its keys in the order of the file. */
    record Fields(Map<String, Value> values) implements Value {
        public Fields {
            values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        }
    }

    /** What it is, for people. */
    default String kind() {
        return switch (this) {
            case Text text -> "a text";
            case Whole whole -> "a number";
            case Flag flag -> "true or false";
            case Many many -> "a list";
            case Fields fields -> "an object";
        };
    }
}
