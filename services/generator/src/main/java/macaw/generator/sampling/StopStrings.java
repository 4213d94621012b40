package macaw.generator.sampling;

import java.util.List;

/**
 * Lets text through up to the first stop string. Text that may be the beginning of one is held back until it is clear. With several that
 * begin in one text, the one that begins first counts.
 */
public final class StopStrings {
    private final List<String> stops;
    private final StringBuilder held = new StringBuilder();
    private boolean met;

    public StopStrings(List<String> stops) {
        this.stops = List.copyOf(stops);
    }

    /** The text that can be shown now that {@code text} has come. */
    public String pass(String text) {
        if (met) {
            return "";
        }
        held.append(text);
        int first = -1;
        for (String stop : stops) {
            int at = held.indexOf(stop);
            if (at >= 0 && (first < 0 || at < first)) {
                first = at;
            }
        }
        met = first >= 0;
        String clear = held.substring(0, met ? first : held.length() - beginningOfAStop());
        held.delete(0, met ? held.length() : clear.length());
        return clear;
    }

    /** Whether a stop string was met; nothing more comes through. */
    public boolean met() {
        return met;
    }

    /** What is still held back when the text has ended. */
    public String rest() {
        String rest = held.toString();
        held.setLength(0);
        return rest;
    }

    /** Length of the longest end of the held text with which a stop string begins. */
    private int beginningOfAStop() {
        int longest = 0;
        for (String stop : stops) {
            for (int length = Math.min(stop.length() - 1, held.length()); length > longest; length--) {
                if (stop.startsWith(held.substring(held.length() - length))) {
                    longest = length;
                }
            }
        }
        return longest;
    }
}
